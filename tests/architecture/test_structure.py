"""The house stands as it was drawn: imports, views, operations, documents."""

import ast
import inspect
import re
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from django.conf import settings
from django.forms import CharField, Form, PasswordInput, UUIDField

from marac_portal.errors import SENT_ALONG
from meetings import drawings
from meetings.models import Stage
from meetings.stages import TRANSITIONS
from meetings.views import case as case_page
from sharing import events
from sharing.actor import Actor
from sharing.forms.second_factor import RecoveryCodeForm, SixDigits
from sharing.operations.form_tokens import SECRETS
from sharing.permissions import REGISTER

ROOT = Path(settings.BASE_DIR)
PACKAGES = ["sharing", "meetings", "marac_portal"]
DRAW = "run: DJANGO_SETTINGS_MODULE=tests.settings .venv/bin/python manage.py draw_documents"
STEPS = [
    "referral",
    "triage",
    "listing",
    "research",
    "hearing",
    "actions",
    "follow_up",
    "closure",
    "transfer",
]


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def modules(package):
    found = import_module(package)
    return [import_module(entry.name) for entry in walk_packages(found.__path__, f"{package}.")]


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules_named(path, known):
    """Yield the modules among these that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            parts = [f"{node.module}.{name.name}" for name in node.names]
            names = [part if part in known else node.module for part in parts]
        yield from (name for name in names if name in known)


def test_no_module_imports_itself_by_way_of_others():
    """Not later either, within a function, nor for its types alone."""
    files = {module_of(path): path for path in sources(*PACKAGES)}
    graph = {name: {*modules_named(path, files)} - {name} for name, path in files.items()}
    TopologicalSorter(graph).prepare()  # it raises CycleError, which names them


def test_sharing_names_no_meeting():
    for path in sources("sharing"):
        assert not [
            name
            for name in imports_of(path)
            if name.split(".")[0] != "sharing" and name.split(".")[0] in PACKAGES
        ], path
        assert not re.search(r"""["']meetings\.\w""", path.read_text(encoding="utf-8")), path


def test_meetings_name_no_portal():
    for path in sources("meetings"):
        assert not [name for name in imports_of(path) if name.startswith("marac_portal")], path


@pytest.mark.parametrize("path", list(sources("sharing/views", "meetings/views")), ids=str)
def test_views_are_thin(path):
    if path.name == "base.py" and path.parent.parent.name == "sharing":
        return  # the one place that turns an operation's words into a page
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ".objects" not in text, "a view reads through queries"
    doors = {"sharing.access", "sharing.audit", "sharing.unit", "sharing.work"}
    assert not doors & set(imports_of(path))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Try)]


def is_public(module, name):
    """In a step that is a folder, what its package offers; else every name without a line."""
    folder = import_module(module.__name__.rpartition(".")[0])
    offered = getattr(folder, "__all__", None)
    return name in offered if offered is not None else not name.startswith("_")


def operations():
    for package in ("sharing.operations", "meetings.operations"):
        for module in modules(package):
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__ and is_public(module, name):
                    yield pytest.param(function, id=f"{module.__name__}.{name}")


@pytest.mark.parametrize("function", list(operations()))
def test_operations_are_alike(function):
    """An operation takes its actor by keyword; the ungated part of one takes the open unit."""
    parameters = list(inspect.signature(function).parameters.values())
    annotations = inspect.get_annotations(function, eval_str=True)
    assert function.__doc__, "says what becomes true"
    assert "return" in annotations
    names = [parameter.name for parameter in parameters]
    acts = names[:1] == ["actor"] and annotations["actor"] is Actor
    if acts and "form_tokens" not in function.__module__:
        assert all(one.kind in (one.KEYWORD_ONLY, one.VAR_KEYWORD) for one in parameters)


def test_stages_are_all_reached():
    # A death that is taken back leads only to where the case was before.
    ways = [way for way in TRANSITIONS if way.name != "take_back_death"]
    reached, before = {Stage.DRAFT}, set()
    while reached != before:
        before = set(reached)
        reached |= {way.to for way in ways if reached & set(way.starts)}
    assert set(Stage) - reached == set(), "add a way to them, in meetings/stages.py or exits.py"


# Taken on a page of their own, or with the list, the meeting or its minutes.
WITHOUT_BUTTON = {"stop_referral", "discard_draft", "ask_research", "call_off", "follow_up"}


def test_each_way_on_has_a_button_on_the_page_of_the_case():
    pressed = {*case_page.STEPS, *case_page.EXITS, *case_page.BACK}
    without = {way.name for way in TRANSITIONS} - pressed
    assert without - WITHOUT_BUTTON == set(), "give them one in meetings/views/case.py"
    assert WITHOUT_BUTTON - without == set(), "they have a button, or there is no such way"


def test_stage_is_written_by_move_alone():
    for path in sources("meetings"):
        if path.name != "stages.py":
            assert not re.search(r"\.stage\s*=[^=]", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("page", drawings.PAGES)
def test_drawn_documents_are_true(page):
    drawn = drawings.PAGES[page]()
    assert (ROOT / page).read_text(encoding="utf-8") == drawn, DRAW


def test_permissions_are_all_used():
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sources(*PACKAGES)
        if "permissions" not in (path.stem, path.parent.name)
    )
    constants = {}
    for module in ("sharing.permissions", "meetings.permissions"):
        for name, value in vars(import_module(module)).items():
            if value in REGISTER.values() if name.isupper() and hasattr(value, "sight") else False:
                constants[name] = value
    offered = {one.code for one in constants.values()}
    assert set(REGISTER) - offered == set(), "import them in __init__.py of their package"
    assert len(constants) == len(REGISTER), "a permission has two names"
    unused = [name for name in constants if not re.search(rf"\b{name}\b", text)]
    assert unused == [], "a query requires, or an operation performs, each permission"


def test_events_are_all_performed():
    """As the own event of a permission, by name where something is done, or by the database."""
    names = {
        name: value.code
        for module in [*modules("sharing"), *modules("meetings")]
        for name, value in vars(module).items()
        if isinstance(value, events.Event)
    }
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sources(*PACKAGES)
        if "permissions" not in (path.stem, path.parent.name)
    )
    database = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("sharing/sql", "meetings/sql")
        for path in (ROOT / folder).glob("*.sql")
    )
    performed = {one.event.code for one in REGISTER.values()}
    mentioned = {name for name in names if re.search(rf"\b{name}\b(?! = event\()", text)}
    performed |= {names[name] for name in mentioned}
    never = [code for code in events.CATALOGUE if code not in performed]
    never = [code for code in never if f"'{code}'" not in database]
    assert never == [], "an operation performs each event"


def test_the_steps_are_the_architecture():
    for step in STEPS:
        for folder in ("operations", "views", "urls"):
            place = ROOT / "meetings" / folder
            assert (place / f"{step}.py").exists() or (place / step).is_dir(), (folder, step)


def test_only_the_writer_writes_the_trail():
    for path in sources(*PACKAGES):
        text = path.read_text(encoding="utf-8")
        if path.name != "audit.py":
            assert not re.search(r"INSERT INTO (public\.)?audit_event", text), path
            assert "AuditEvent.objects.create" not in text, path
            assert "AuditEvent(" not in text or path.name == "audit_event.py", path


def test_only_the_clock_tells_the_time():
    for path in sources(*PACKAGES):
        if path.name != "clock.py":
            text = path.read_text(encoding="utf-8")
            assert not re.search(
                r"timezone\.(now|localdate)\(|date\.today\(|datetime\.now\(", text
            ), path


def on_import(node):
    """Yield every expression that an import of the module works out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            for part in [*child.decorator_list, *filter(None, child.args.defaults)]:
                yield from ast.walk(part)
        elif not isinstance(child, ast.Lambda):
            yield child
            yield from on_import(child)


def test_no_test_reads_the_clock_before_it_runs():
    # The suite may be collected on one day and run on the next.
    asked = r"(clock|timezone)\.\w+|date\.today"
    early = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources("tests")
        for node in on_import(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and re.fullmatch(asked, ast.unparse(node.func))
    ]
    assert early == []


def test_nothing_is_marked_safe_by_hand():
    for path in [*sources(*PACKAGES), *(ROOT / "templates").rglob("*.html")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"mark_safe|\|safe\b|autoescape off", text), path


def test_templates_hold_no_inline_script_or_style():
    for path in (ROOT / "templates").rglob("*.html"):
        if path.parent.name == "documents" or path.name == "paper.html":
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""\sstyle=|\son\w+=["']|<style|<script(?![^>]*\bsrc=)""", text), path


def test_what_is_secret_in_a_form_is_named_so_and_nothing_else():
    """A form that is kept, or shown to be copied, leaves out fields by these names."""
    secret, other = set(), set()
    for module in [*modules("sharing.forms"), *modules("meetings.forms")]:
        for form in vars(module).values():
            if inspect.isclass(form) and issubclass(form, Form):
                for name, field in form.base_fields.items():
                    is_secret = isinstance(field, SixDigits) or isinstance(
                        field.widget, PasswordInput
                    )
                    (secret if is_secret or form is RecoveryCodeForm else other).add(name)
    assert secret == set(SECRETS)
    assert not other & secret


def test_what_a_page_sends_along_in_words_is_named_so_and_nothing_typed_is():
    """A form that is refused shows what was typed, and leaves out fields by these names."""
    along, typed = set(), set()
    for module in [*modules("sharing.forms"), *modules("meetings.forms")]:
        for form in vars(module).values():
            if inspect.isclass(form) and issubclass(form, Form):
                for name, field in form.base_fields.items():
                    if not field.widget.is_hidden:
                        typed.add(name)
                    elif isinstance(field, CharField) and not isinstance(field, UUIDField):
                        along.add(name)
    assert along - typed == set(SENT_ALONG)
