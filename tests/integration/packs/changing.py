"""What becomes of a case between two looks at its pack. Each step takes a number, by which it
chooses what it is about, and does nothing where there is nothing of the kind."""

from datetime import date

from meetings.models import Case, Development
from meetings.operations.actions import record_earlier_action
from meetings.operations.follow_up import add_development
from meetings.operations.research import warn_staff, withdraw_item
from sharing import clock
from sharing.models import Item, Party, SafeContact
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import change, change_party, do
from tests.integration.idva.test_records import wishes
from tests.integration.research.helpers import answer, rewrite, submit, write

READERS = (
    {"who_may_read": "shared"},
    {"who_may_read": "restricted", "restricted_to": ["housing"]},
    {"who_may_read": "restricted", "restricted_to": []},
    {"who_may_read": "spoken", "heading": "health"},
)


def readers(cast, number):
    said = dict(READERS[number % len(READERS)])
    named = [cast.agency(kind).pk for kind in said.get("restricted_to", [])]
    return said | ({"restricted_to": named} if named else {})


def standing(case):
    """Return what police have submitted and not taken back."""
    with as_owner():
        items = Item.objects.filter(scope_id=case.pk, withdrawn_at=None)
        return list(items.order_by("position"))


def add(cast, case, number):
    write(cast, case, text=f"Told as number {number}.", **readers(cast, number))
    submit(cast, case)


def correct(cast, case, number):
    items = standing(case)
    for item in items[number % 7 : number % 7 + 1]:
        rewrite(cast, item, text=f"Corrected as number {number}.", **readers(cast, number))
        submit(cast, case)


def withdraw(cast, case, number):
    items = standing(case)
    for item in items[number % 7 : number % 7 + 1]:
        do(cast, "petra", withdraw_item, case_id=case.pk, item_id=item.pk)


def widen(cast, case, number):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, case.pk, full={cast.agency("acute").pk})


def narrow(cast, case, number):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.narrow(work, case.pk, cast.agency("acute").pk, to_search=number % 2 == 0)


def rename(cast, case, number):
    change_party(cast, case, "perpetrator", other_names=f"Known as {number}")


def add_person(cast, case, number):
    with unit_of_work(cast.actor("carys")):
        Party.objects.create(
            scope_id=case.pk, role="child", given_name=f"Kim {number}", position=90 + number
        )


def take_off_person(cast, case, number):
    with unit_of_work(cast.actor("carys")):
        added = Party.objects.filter(scope_id=case.pk, position__gte=90, ended_on=None).first()
        if added:
            added.ended_on = date(2026, 1, 1)
            added.save()


def answer_for_housing(cast, case, number):
    nil = {"answer": "not_known", "known_parties": [], "searched": "Names"}
    answer(cast, case, "rowan", "housing", **(nil if number % 2 else {}))


def say_wishes(cast, case, number):
    wishes(cast, case, wishes=f"To be told {number} times.")


def happen(cast, case, number):
    do(
        cast,
        "petra",
        add_development,
        case_id=case.pk,
        kind=Development.Kind.INCIDENT,
        happened_on=clock.today(),
        text=f"Incident {number}.",
    )


def confirm_contact(cast, case, number):
    change(cast, case, SafeContact, times=f"After {number % 12 + 1}")


def warn(cast, case, number):
    do(cast, "petra", warn_staff, case_id=case.pk, text=f"Go in pairs, {number % 9 + 2} of you.")


def act_before(cast, case, number):
    do(
        cast,
        "petra",
        record_earlier_action,
        case_id=case.pk,
        agency_id=cast.agency("police").pk,
        what=f"A marker, number {number}.",
        for_whom="victim",
        done_on=clock.today(),
        result="Placed.",
    )


def reorder(cast, case, number):
    change(cast, case, Case, position=number + 1)


def take_off_list(cast, case, number):
    """It is on no meeting for a while, or comes back to its own."""
    with unit_of_work(cast.actor("carys")):
        case = Case.objects.get(pk=case.pk)
        first = Case.history.filter(scope_id=case.pk, meeting__isnull=False)
        own = first.earliest("history_date").meeting_id
        case.meeting_id, case.position = (None, None) if case.meeting_id else (own, number + 1)
        case.save()


STEPS = (
    add, correct, withdraw, widen, narrow, rename, add_person, take_off_person, answer_for_housing,
    say_wishes, happen, confirm_contact, warn, act_before, reorder, take_off_list,
)  # fmt: skip
