"""Events in sentences: who did, saw or tried what, and why it was allowed or not."""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sharing.events import CATALOGUE, SECOND_FACTOR_FAILED, SIGN_IN_FAILED, Kind
from sharing.models import Agency, AuditEvent, Membership, Outcome, User
from sharing.permissions import DECIDE_ALERTS, RAISE_ALERTS
from sharing.queries.details import said_beside
from sharing.queries.marks import Mark
from sharing.queries.trail.allowed import allowed_by, role_of, ways_of
from sharing.queries.trail.asked import looks
from sharing.reasons import ON_THE_TRAIL, Reason, WhyOpened
from sharing.roles import REACH, Reach

MOST_NAMED = 3  # cases in one line; if there are more, their number
# The people of these events are accounts; those of others are people of cases.
OF_ALERTS = {RAISE_ALERTS.event.code, DECIDE_ALERTS.event.code}
# The sentences of these events say that it failed.
FAILURES = {SIGN_IN_FAILED.code, SECOND_FACTOR_FAILED.code}


@dataclass(frozen=True)
class Line:
    """One event, as a sentence and its reason."""

    id: UUID
    when: datetime
    recorded: datetime  # the same by the database's clock
    who: str
    what: str | Promise
    also: list[str | Promise]
    refused: bool
    why: str | Promise
    changed: bool
    # The cases by name where they are few, and how many they are.
    cases: list[tuple[UUID, str]] = field(default_factory=list)
    case_count: int = 0
    # The identifiers of the person and their agency, if it was a person.
    who_id: UUID | None = None
    agency_id: UUID | None = None
    # The account or agency that it was about.
    about: str = ""
    marks: list[Mark] = field(default_factory=list)
    given: str = ""  # the reason that they gave
    # By case: the address of the page about it that opens for whom it is the own trail.
    pages: dict[UUID, str] = field(default_factory=dict)

    @property
    def own_cases(self) -> list[tuple[str, str]]:
        """Return the names of the cases, each with that address, if there is one."""
        return [(name, self.pages.get(case, "")) for case, name in self.cases]

    @property
    def times(self) -> list[str]:
        """Return the time of the event and the time of its recording, for a file that is read
        anywhere."""
        return [_utc(one) for one in (self.when, self.recorded)]


@dataclass(frozen=True)
class Names:
    """The names for the lines of one page."""

    # By membership, or by person if they had chosen none: (name, agency).
    people: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    accounts: dict[UUID, str] = field(default_factory=dict)
    agencies: dict[UUID, str] = field(default_factory=dict)
    cases: dict[UUID, str] = field(default_factory=dict)
    # By event: the reason that somebody gave.
    given: dict[UUID, str] = field(default_factory=dict)
    # By event: the grounds on which its cases were open to an agency; None if nobody asked.
    ways: dict[UUID, list[str]] | None = None


def lines_of(
    events: Sequence[AuditEvent],
    *,
    cases: dict[UUID, str] | None = None,
    marks: dict[UUID, list[Mark]] | None = None,
    with_reasons: bool = True,
) -> list[Line]:
    """Return events as lines, in as many queries as for one event. `cases` are those whose names
    the reader may know, `marks` the alerts of each event. `with_reasons` adds the reasons that
    people gave and the grounds on which a case was open to an agency."""
    names = _names(events, cases or {})
    if with_reasons:
        beside = said_beside([one.id for one in events])
        given = {key: _given(said) for key, said in beside.items()}
        names = replace(names, given=given, ways=ways_of(events))
    return [line_of(one, names, (marks or {}).get(one.id, [])) for one in events]


def line_of(event: AuditEvent, names: Names, marks: Collection[Mark] = ()) -> Line:
    """Return one event as a line."""
    refused = event.outcome == Outcome.REFUSED
    return Line(
        id=event.id,
        when=event.occurred_at,
        recorded=event.recorded_at,
        who=_who(event, names),
        what=_done_or_tried(event.code, refused),
        also=[_done_or_tried(code, refused) for code in event.also],
        refused=refused,
        why=reason_words(event.reason) if refused else allowed_by(event, names.ways),
        changed=not refused and event.code not in looks(),
        cases=[(case, names.cases[case]) for case in shown_cases(event, names.cases)],
        case_count=sum(case in names.cases for case in event.cases),
        who_id=event.user_id,
        agency_id=event.agency_id,
        about=_about(event, names),
        marks=list(marks),
        given=names.given.get(event.id, ""),
    )


def shown_cases(event: AuditEvent, names: Container[UUID]) -> list[UUID]:
    """Return the cases of the event that a line names: a few of those that have a name."""
    known = [case for case in event.cases if case in names]
    return known if len(known) <= MOST_NAMED else []


def reason_words(code: str) -> str | Promise:
    """Return why something was refused, in the words of the trail."""
    return ON_THE_TRAIL.get(Reason(code), code) if code in set(Reason) else code


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _names(events: Sequence[AuditEvent], cases: dict[UUID, str]) -> Names:
    acted = Membership.objects.filter(pk__in={event.membership_id for event in events})
    people, agencies = {}, {}
    for pk, name, agency_id, agency in acted.values_list(
        "pk", "user__name", "agency", "agency__name"
    ):
        people[pk], agencies[agency_id] = (name, agency), agency
    # People without a chosen membership, as while signing in, or whose accounts it was about.
    without = {one.user_id for one in events if one.user_id and one.membership_id is None}
    accounts = {person for one in events if _is_of_accounts(one) for person in one.people}
    called = dict(User.objects.filter(pk__in=without | accounts).values_list("pk", "name"))
    people |= {pk: (called[pk], "") for pk in without if pk in called}
    # Who reads for an agency is its recipient, so that most of these are known.
    others = {one.recipient_id for one in events if one.recipient_id} - agencies.keys()
    if others:
        agencies |= dict(Agency.objects.filter(pk__in=others).values_list("pk", "name"))
    return Names(people, called, agencies, cases)


def _given(beside: dict[str, Any]) -> str:
    """Return the reason that somebody gave: their choice and their words."""
    words, choice = beside.get("why", ""), beside.get("choice", "")
    if not choice:
        return str(words)
    label = WhyOpened(choice).label
    if not words:
        return str(label)
    return _("%(choice)s: %(words)s") % {"choice": label, "words": words}


def _is_of_accounts(event: AuditEvent) -> bool:
    said = CATALOGUE.get(event.code)
    return event.code in OF_ALERTS or (said is not None and said.kind is Kind.ACCESS)


def _about(event: AuditEvent, names: Names) -> str:
    if event.recipient_id in names.agencies:
        return names.agencies[event.recipient_id]
    if not _is_of_accounts(event) or _is_nobody(event):
        return ""
    others = [one for one in event.people if one != event.user_id]
    return ", ".join(sorted(names.accounts[one] for one in others if one in names.accounts))


def _who(event: AuditEvent, names: Names) -> str:
    if _is_nobody(event):
        tried = next((names.accounts[one] for one in event.people if one in names.accounts), "")
        if tried:
            return _("Somebody not signed in, with the account of %(name)s") % {"name": tried}
        return _("Somebody not signed in")
    if event.user_id is None:
        return _("The portal")
    key = event.membership_id or event.user_id
    name, agency = names.people.get(key, (_("Somebody"), ""))
    role = role_of(event)
    if role is None:
        return name
    parts = {"name": name, "role": role.label, "agency": agency}
    # The agency of a person who acted in another area is not obvious.
    if REACH[role] in (Reach.AREA, Reach.TRAIL) and len(event.areas) < 2:
        return _("%(name)s, %(role)s") % parts
    return _("%(name)s, %(agency)s, %(role)s") % parts


def _is_nobody(event: AuditEvent) -> bool:
    return event.user_id is None and not event.role


def _done_or_tried(code: str, refused: bool) -> str | Promise:
    """Return what was done. A refused event was tried and never done."""
    if not refused or code in FAILURES:
        return _sentence(code)
    return _("tried: %(what)s") % {"what": _sentence(code)}


def _sentence(code: str) -> str | Promise:
    return CATALOGUE[code].sentence if code in CATALOGUE else code
