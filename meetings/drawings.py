"""Documents that are drawn from code: the flow of a case and who may do what."""

from django.utils import translation

from meetings.matrix import NO_STAGE, PATH, Matrix, matrix
from meetings.models import Stage
from meetings.stages import TRANSITIONS
from sharing.permissions import REGISTER
from sharing.reasons import ON_THE_TRAIL, Reason
from sharing.roles import DESCRIPTIONS, Role

DRAWN = "<!-- Drawn by `manage.py draw_documents`. Change the code, not this page. -->"


def case_flow() -> str:
    """Return the page about the flow of a case: a picture and the table behind it."""
    with translation.override("en-gb"):
        lines = [
            "# The flow of a case",
            "",
            DRAWN,
            "",
            "Every way from one stage to another. `meetings/stages.py` holds the table.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *(f"    {stage.value}: {stage.label}" for stage in Stage),
            f"    [*] --> {Stage.DRAFT.value}",
            *(
                f"    {start.value} --> {way.to.value}: {way.words}"
                for way in TRANSITIONS
                for start in way.starts
            ),
            *(f"    {stage.value} --> [*]" for stage in ends()),
            "```",
            "",
            "| From | What happens | To | Permission | Only when |",
            "| --- | --- | --- | --- | --- |",
        ]
        for way in TRANSITIONS:
            starts = ", ".join(str(start.label) for start in way.starts)
            guard = "" if way.guard.__name__ == "always" else way.guard.__name__.replace("_", " ")
            lines.append(
                f"| {starts} | {way.words} | {way.to.label} | `{way.permission.code}` | {guard} |"
            )
    return "\n".join(lines) + "\n"


def ends() -> list[Stage]:
    """Return the stages from which no way leads on."""
    begun = {start for way in TRANSITIONS for start in way.starts}
    return [stage for stage in Stage if stage not in begun]


def permission_matrix() -> str:
    """Return the page that says who may do what, and with what sight of a case."""
    with translation.override("en-gb"):
        lines = [
            "# Who may do what",
            "",
            DRAWN,
            "",
            (
                "A yes is not enough: the second factor, a live membership, the agency's signature,"
                " the area, a conflict of interest, circulation, a draft and a frozen case are asked"
                " too, in that order (`sharing/access.py`). Sight is how much of a case somebody must"
                " be able to see."
            ),
            "",
            "| Role | |",
            "| --- | --- |",
            *(f"| {role.label} | {DESCRIPTIONS[role]} |" for role in Role),
            "",
            "| Permission | Sight | " + " | ".join(str(role.label) for role in Role) + " |",
            "| --- | --- | " + " | ".join("---" for _ in Role) + " |",
        ]
        for permission in REGISTER.values():
            marks = " | ".join("yes" if role in permission.roles else "" for role in Role)
            lines.append(f"| {permission.words} | {permission.sight.value} | {marks} |")
    return "\n".join(lines) + "\n"


def permissions_by_stage() -> str:
    """Return the page that says what the door answers to each persona at each stage."""
    found = matrix()
    with translation.override("en-gb"):
        lines = [
            "# Who may do what, at which stage",
            "",
            DRAWN.replace("the code", f"`{PATH}`"),
            "",
            (
                "What the door (`decide`) answers each persona about each permission while a case"
                " stands at a stage: yes, or the reason of the refusal. Whether the case may move"
                " is asked after that (`case-flow.md`). A test lays down a case at every stage and"
                " asks about every cell; a permission, a stage or a persona without its row fails."
            ),
            "",
            "| Persona | |",
            "| --- | --- |",
            *(f"| {name.title()} | {who} |" for name, who in found.personas.items()),
            "",
            "| Reason | |",
            "| --- | --- |",
            *(f"| {_said(one)} | {ON_THE_TRAIL[one]} |" for one in _reasons_in(found)),
            "",
            "| Permission | Stages | " + " | ".join(map(str.title, found.personas)) + " |",
            "| --- | --- | " + " | ".join("---" for _ in found.personas) + " |",
            *(
                f"| {REGISTER[row.permission].words} | {_stages(row.stages)} | "
                + " | ".join(map(_said, row.of))
                + " |"
                for row in found.rows
            ),
        ]
    return "\n".join(lines) + "\n"


UNSUBMITTED = {Stage.DRAFT, Stage.STOPPED, Stage.DISCARDED}
# Stages that stand together so often that one name is easier to read.
GROUPS = {
    "every stage": set(Stage),
    "until it is submitted": UNSUBMITTED,
    "once submitted": set(Stage) - UNSUBMITTED,
    "once submitted, unless on hold": set(Stage) - UNSUBMITTED - {Stage.DIED},
}


def _reasons_in(found: Matrix) -> list[Reason]:
    said = {answer for row in found.rows for answer in row.of}
    return [reason for reason in Reason if reason in said]


def _said(answer: str) -> str:
    return answer.replace("_", " ")


def _stages(stages: tuple[str, ...]) -> str:
    if stages == (NO_STAGE,):
        return "about no case"
    for words, group in GROUPS.items():
        if set(stages) == set(group):
            return words
    return ", ".join(str(Stage(one).label) for one in stages)


PAGES = {
    "docs/case-flow.md": case_flow,
    "docs/permissions.md": permission_matrix,
    "docs/permission-matrix.md": permissions_by_stage,
}
