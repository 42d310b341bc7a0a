"""A protected address is stopped wherever the other side reads what is written, by the field into
which it was typed, and nothing else that was typed is lost."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from django.urls import reverse

from meetings.models import Action, Stage
from sharing import clock
from sharing.models import Watched
from sharing.models.scope import Scoped
from sharing.operations.protected import AddressStopped
from sharing.protection import BOTH, readers_of
from sharing.unit import unit_of_work
from tests.doing import one
from tests.integration.addresses.helpers import SAFE
from tests.integration.research.helpers import answer, people, unsent
from tests.integration.watch.helpers import look
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import day, hidden, send

WORDS = "This holds an address that is protected in this case."


def stopped(answer, typed=SAFE, words=WORDS):
    """Say that the page came back with the words beside a field, and with what was typed."""
    page = answer.content.decode()
    assert answer.status_code == 422
    ((field, said),) = answer.context["form"].errors.items()
    assert said[0].startswith(words) and typed in page and words in page
    return field


ROUTES = {
    "staff_warnings": (Stage.RESEARCH, "petra", "text", {}),
    "add_development": (Stage.RESEARCH, "petra", "text", {"kind": "order"}),
    "add_item": (Stage.RESEARCH, "petra", "text", {"who_may_read": "shared"}),
    "record_hearing": (Stage.HEARING, "chidi", "decisions", {"summary": "In short."}),
    "record_action": (
        Stage.HEARING,
        "chidi",
        "what",
        {"for_whom": "perpetrator", "owner": "Petra"},
    ),
    "record_wishes": (Stage.RESEARCH, "ines", "wishes", {"heard_by": "Ines"}),
    "record_attempt": (
        Stage.RESEARCH,
        "ines",
        "note",
        {"attempted_time": "09:05", "way": "through", "result": "reached"},
    ),
    "transfer_out": (Stage.RESEARCH, "carys", "reason", {"area_name": "Northwold"}),
    "withdraw_case": (Stage.TRIAGE, "carys", "reason", {}),
    "referral_incident": (Stage.DRAFT, "wren", "what_happened", {"background": "Kept as typed."}),
    "submit_research": (Stage.RESEARCH, "petra", "text", {"who_may_read": "shared"}),
}


def given_to(cast, name, case):
    """Return what else the form of that address needs."""
    today = clock.today()
    victim = str(people(case)[0])
    return {
        "add_development": day("happened_on", today),
        "record_action": {"agency_id": str(cast.agency("probation").pk), "due_on": "in 2 weeks"},
        "record_wishes": {"party_id": victim} | day("heard_on", today),
        "record_attempt": day("attempted_on", today - timedelta(days=1)),
        "transfer_out": day("happened_on", today),
        "withdraw_case": day("happened_on", today),
    }.get(name, {})


def sent(client, name, case, typed):
    """Send a form with the version that stands on its page; one is on the page of another."""
    page, way = (
        ("research_return" if name == "submit_research" else name),
        reverse(name, args=[case.pk]),
    )
    page = client.get(reverse(page, args=[case.pk]))
    shown = {"unsent": unsent(page)} if name == "submit_research" else {}
    return client.post(way, hidden(page) | shown | typed)


@pytest.mark.parametrize("name", ROUTES)
def test_it_is_stopped_on_the_page(cast, name):
    stage, who, field, more = ROUTES[name]
    case = case_at(cast, stage)
    if stage is Stage.RESEARCH:
        answer(cast, case)
    client = signed_in_client(cast, who)
    typed = {field: SAFE} | more | given_to(cast, name, case)
    response = sent(client, name, case, typed)
    words = "Leave this address out" if name == "staff_warnings" else WORDS
    assert stopped(response, words=words) == field
    event = newest_event()
    assert "address_stopped" in [event.code, *event.also] and case.pk in event.cases
    (alert,) = look(watched=Watched.PROTECTED_ADDRESS)
    assert (alert.about, alert.number) == (cast.user(who), 1)
    typed[field] = "She is where she can be asked for."
    assert sent(client, name, case, typed).status_code == 302
    assert look(watched=Watched.PROTECTED_ADDRESS)[0].number == 1


def test_an_update_of_an_action_is_stopped(cast):
    case = case_at(cast, Stage.ACTIONS)
    action = one(cast, "carys", Action, case, agency=cast.agency("police"))
    way = reverse("update_action", args=[action.pk])
    response = send(signed_in_client(cast, "petra"), way, state="in_progress", next_step=SAFE)
    stopped(response)


def test_no_text_of_any_table_that_both_sides_read_takes_it(cast):
    case = case_at(cast, Stage.ACTIONS)
    with unit_of_work(cast.actor("carys")):
        rows = [
            row
            for model in apps.get_models()
            if issubclass(model, Scoped) and not hasattr(model, "history_object")
            for row in model.objects.filter(scope_id=case.pk)[:1]
            if readers_of(row) == BOTH
        ]
    tried = 0
    for row in rows:
        for field in row._meta.concrete_fields:
            wide = isinstance(field, CharField | TextField) and not field.choices
            if not wide or (field.max_length or 99) < len("LM9 9ZZ"):
                continue
            before = getattr(row, field.attname)
            setattr(row, field.attname, "lm99zz")
            with pytest.raises(AddressStopped), unit_of_work(cast.actor("carys")):
                row.save()
            setattr(row, field.attname, before)
            tried += 1
    assert tried > 30


def test_it_is_stopped_in_two_fields_that_a_page_sets_together(cast):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    petra = signed_in_client(cast, "petra")
    typed = {"text": "She lives at number 3.", "who_may_read": "shared"}
    response = sent(petra, "add_item", case, typed | {"source": "Hidden Row, Larkmere"})
    page = response.content.decode()
    assert response.status_code == 422 and WORDS in page
    assert typed["text"] in page and "Hidden Row, Larkmere" in page
    event = newest_event()
    assert "address_stopped" in [event.code, *event.also]
    assert sent(petra, "add_item", case, typed | {"source": "A neighbour"}).status_code == 302
