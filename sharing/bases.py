"""The lawful bases on which agencies share, by the law that an agency works under. What is left out
here an agency says in its own words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharing.fields import Words
from sharing.models import AgencyKind


class Law(StrEnum):
    """Under which part of data protection law an agency shares."""

    PART_3 = "part_3"
    UK_GDPR = "uk_gdpr"


LAW_WORDS: dict[Law, Words] = {
    Law.PART_3: gettext_lazy("DPA 2018 Part 3"),
    Law.UK_GDPR: gettext_lazy("UK GDPR"),
}
# Competent authorities, which share for law enforcement.
UNDER_PART_3 = (AgencyKind.POLICE, AgencyKind.PROBATION)


@dataclass(frozen=True)
class Group:
    """Bases of one kind. Of a group that is needed, an agency has at least one."""

    name: str  # as the field of a form is called
    label: Words
    bases: Mapping[str, tuple[Words, Words]]  # by code: where it stands in the law, and what it is
    needed: bool = True

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(code, f"{where}: {what}") for code, (where, what) in self.bases.items()]


POWERS = Group(
    "powers",
    gettext_lazy("Powers and duties to share"),
    {
        "cda_115": (
            gettext_lazy("Crime and Disorder Act 1998, section 115"),
            gettext_lazy("where necessary or expedient for the Act"),
        ),
        "children": (
            gettext_lazy("Children Acts 1989 and 2004"),
            gettext_lazy("safeguarding of children"),
        ),
        "care": (gettext_lazy("Care Act 2014"), gettext_lazy("safeguarding of adults")),
        "common_law": (
            gettext_lazy("Common law"),
            gettext_lazy("the public interest outweighs the duty of confidence"),
        ),
    },
    needed=False,
)
GROUPS: dict[Law, tuple[Group, ...]] = {
    Law.PART_3: (
        Group(
            "processing",
            gettext_lazy("Basis in Part 3"),
            {
                "s35_2b": (
                    gettext_lazy("Section 35(2)(b)"),
                    gettext_lazy("necessary for a task of a competent authority"),
                ),
            },
        ),
        Group(
            "sensitive",
            gettext_lazy("Condition for sensitive processing"),
            {
                "sch8_1": (
                    gettext_lazy("Schedule 8, paragraph 1"),
                    gettext_lazy("statutory and similar purposes"),
                ),
                "sch8_2": (
                    gettext_lazy("Schedule 8, paragraph 2"),
                    gettext_lazy("administration of justice"),
                ),
                "sch8_3": (
                    gettext_lazy("Schedule 8, paragraph 3"),
                    gettext_lazy("vital interests"),
                ),
                "sch8_4": (
                    gettext_lazy("Schedule 8, paragraph 4"),
                    gettext_lazy("safeguarding of children and individuals at risk"),
                ),
            },
        ),
        POWERS,
    ),
    Law.UK_GDPR: (
        Group(
            "article_6",
            gettext_lazy("Article 6"),
            {
                "6_c": (gettext_lazy("Article 6(1)(c)"), gettext_lazy("legal obligation")),
                "6_d": (gettext_lazy("Article 6(1)(d)"), gettext_lazy("vital interests")),
                "6_e": (gettext_lazy("Article 6(1)(e)"), gettext_lazy("public task")),
                "6_ea": (
                    gettext_lazy("Article 6(1)(ea)"),
                    gettext_lazy("recognised legitimate interest, not for public authorities"),
                ),
                "6_f": (gettext_lazy("Article 6(1)(f)"), gettext_lazy("legitimate interests")),
            },
        ),
        Group(
            "article_9",
            gettext_lazy("Article 9, for health and other special categories"),
            {
                "9_b": (
                    gettext_lazy("Article 9(2)(b)"),
                    gettext_lazy("employment, social security and social protection"),
                ),
                "9_c": (gettext_lazy("Article 9(2)(c)"), gettext_lazy("vital interests")),
                "9_g_6": (
                    gettext_lazy("Article 9(2)(g) with DPA 2018 Schedule 1, paragraph 6"),
                    gettext_lazy("statutory purposes"),
                ),
                "9_g_10": (
                    gettext_lazy("Article 9(2)(g) with DPA 2018 Schedule 1, paragraph 10"),
                    gettext_lazy("preventing or detecting unlawful acts"),
                ),
                "9_g_18": (
                    gettext_lazy("Article 9(2)(g) with DPA 2018 Schedule 1, paragraph 18"),
                    gettext_lazy("safeguarding of children and individuals at risk"),
                ),
                "9_h": (gettext_lazy("Article 9(2)(h)"), gettext_lazy("health or social care")),
            },
        ),
        Group(
            "article_10",
            gettext_lazy("Article 10, for criminal offences"),
            {
                "10_6": (
                    gettext_lazy("Article 10 with DPA 2018 Schedule 1, paragraph 6"),
                    gettext_lazy("statutory purposes"),
                ),
                "10_10": (
                    gettext_lazy("Article 10 with DPA 2018 Schedule 1, paragraph 10"),
                    gettext_lazy("preventing or detecting unlawful acts"),
                ),
                "10_18": (
                    gettext_lazy("Article 10 with DPA 2018 Schedule 1, paragraph 18"),
                    gettext_lazy("safeguarding of children and individuals at risk"),
                ),
                "10_30": (
                    gettext_lazy("Article 10 with DPA 2018 Schedule 1, paragraph 30"),
                    gettext_lazy("vital interests"),
                ),
            },
        ),
        POWERS,
    ),
}
# Where each of them stands in the law.
WHERE: dict[str, Words] = {
    code: where
    for groups in GROUPS.values()
    for group in groups
    for code, (where, _what) in group.bases.items()
}


def law_of(kind: str) -> Law:
    """Return under which law an agency of that kind shares."""
    return Law.PART_3 if kind in UNDER_PART_3 else Law.UK_GDPR


def bases_of_group(group: Group, bases: Collection[str]) -> list[str]:
    """Return those of the bases that are of the group, in its order."""
    return [code for code in group.bases if code in bases]


def groups_missing(law: Law, bases: Collection[str]) -> list[Group]:
    """Return the groups of which a basis is needed and none is there."""
    groups = GROUPS[law]
    return [one for one in groups if one.needed and not bases_of_group(one, bases)]


def in_one_line(law: Law, bases: Collection[str], other: str = "") -> str:
    """Return where the bases stand in the law, in one line."""
    named = [
        str(group.bases[code][0]) for group in GROUPS[law] for code in bases_of_group(group, bases)
    ]
    said = "; ".join([*named, *([other] if other else [])])
    return _("%(law)s: %(bases)s") % {"law": LAW_WORDS[law], "bases": said}
