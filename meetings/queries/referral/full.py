"""Everything that a referral says, for its form, its tab, triage and papers."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise

from meetings import permissions as may
from meetings.models import (
    Answer,
    Case,
    CaseStage,
    Ground,
    Referral,
    RiskAssessment,
    Stage,
)
from meetings.queries.case import open_case
from meetings.queries.case_bar import CaseBar, case_bar
from meetings.queries.people import born_words, note_details
from meetings.queries.referral.rows import Rows, rows_of
from meetings.rules import checklist
from meetings.rules.completeness import ORDER, WORDS, Given, Step, gaps
from meetings.rules.phases import WRITABLE
from meetings.rules.referral import is_own
from sharing.access import may as may_do
from sharing.actor import Actor
from sharing.models import (
    Address,
    Party,
    PartyRole,
    Relationship,
    SafeContact,
    SharingDecision,
)


@dataclass(frozen=True)
class Person:
    """A person in the case, with their ties to the others, and the number of known addresses by
    kind, never the addresses themselves."""

    party: Party
    born: str
    ties: list[Relationship] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)

    def tie_to(self, other: Party) -> str:
        """Return the code of the person's tie to the other, or an empty text."""
        return next((tie.tie for tie in self.ties if tie.other_id == other.pk), "")


@dataclass(frozen=True)
class Missing:
    """A missing answer, and where it is filled in."""

    step: Step
    words: str | Promise
    url: str


@dataclass(frozen=True)
class Progress:
    """The progress of one step of the form."""

    step: Step
    words: Promise
    done: bool
    gaps: list[Missing]
    url: str


@dataclass(frozen=True)
class FullReferral:
    case: Case
    bar: CaseBar
    referral: Referral
    people: list[Person]
    contact: SafeContact | None
    must_not_learn: str
    assessment: RiskAssessment | None
    decision: SharingDecision | None
    writable: bool = False  # by this reader, now
    correctable: bool = False
    sent_back: str = ""  # what triage found missing, while it waits for its author
    # What others said of the incident, in referrals that were joined to this case.
    others: list["FullReferral"] = field(default_factory=list)

    def _in_role(self, role: PartyRole) -> list[Person]:
        return [person for person in self.people if person.party.role == role]

    @cached_property
    def victim(self) -> Person:
        return self._in_role(PartyRole.VICTIM)[0]

    @property
    def victims(self) -> list[Person]:
        return [self.victim]

    @cached_property
    def addresses(self) -> list[Address]:
        return [address for person in self.people for address in person.addresses]

    @cached_property
    def perpetrators(self) -> list[Person]:
        return self._in_role(PartyRole.PERPETRATOR)

    @cached_property
    def children(self) -> list[Person]:
        return self._in_role(PartyRole.CHILD)

    @cached_property
    def at_risk(self) -> list[Person]:
        return self._in_role(PartyRole.AT_RISK)

    @cached_property
    def adults(self) -> list[Person]:
        """Return the adults to whom a child has a tie: the victim and the perpetrators."""
        return [self.victim, *self.perpetrators]

    @cached_property
    def counts(self) -> checklist.Counts:
        return checklist.counts(self.assessment.answers if self.assessment else {})

    @cached_property
    def lines(self) -> list[checklist.Line]:
        answers = self.assessment.answers if self.assessment else {}
        return checklist.lines(answers, self.case.protocol.checklist_wording)

    @cached_property
    def answers(self) -> dict[str, list[checklist.Line]]:
        """Return the subjects of the checklist by answer."""
        found: dict[str, list[checklist.Line]] = {code: [] for code in ("", *Answer.values)}
        for line in self.lines:
            found[line.answer].append(line)
        return found

    @cached_property
    def grounds(self) -> list[str]:
        """Return the grounds that the worker named, in words."""
        return [str(Ground(ground).label) for ground in self.referral.grounds]

    def url_of(self, step: Step) -> str:
        """Return where the step is filled in."""
        return reverse(f"referral_{step}", args=[self.case.pk])

    @cached_property
    def gaps(self) -> list[Missing]:
        """Return the missing answers, each with where it is filled in."""
        given = Given(
            referral=self.referral,
            victim=self.victim.party,
            contact=self.contact,
            perpetrators=[person.party for person in self.perpetrators],
            children=[person.party for person in self.children],
            assessment=self.assessment,
            decision=self.decision,
        )
        return [
            Missing(gap.step, gap.words, f"{self.url_of(gap.step)}#{gap.anchor}")
            for gap in gaps(given)
        ]

    @property
    def gap_errors(self) -> list[dict[str, str]]:
        """Return the same for the error summary of the page."""
        return [{"text": str(gap.words), "href": gap.url} for gap in self.gaps]

    @cached_property
    def progress(self) -> list[Progress]:
        """Return each step of the form with what is done and what is missing."""
        return [
            Progress(
                step,
                WORDS[step],
                step in self.referral.steps_done,
                [gap for gap in self.gaps if gap.step is step],
                self.url_of(step),
            )
            for step in ORDER
        ]


def full_referral(actor: Actor, case_id: UUID) -> FullReferral:
    """Return the referral of a case, with the joined ones that the actor may see, noted as read. A
    referrer reads only their own."""
    case = open_case(actor, case_id)
    bar = case_bar(case)
    ids = [one.pk for one in bar.accounts]
    return _full(actor, bar, [case, *(_joined(ids) if ids else [])])


def _joined(ids: list[UUID]) -> list[Case]:
    joined = Case.objects.filter(scope_id__in=ids).select_related("protocol")
    return list(joined.order_by("submitted_at"))


def _full(actor: Actor, bar: CaseBar, cases: list[Case]) -> FullReferral:
    """Return the referral of the first of these cases, with those of the others in it. The number
    of queries does not grow with the cases."""
    ids = [case.pk for case in cases]
    parties = {one: bar.parties_of_accounts[one] for one in ids[1:]} | {ids[0]: bar.parties}
    rows = rows_of(ids)
    shown = []
    for case in cases:
        own = case.pk == bar.case.pk
        one = said_in(case, bar, parties[case.pk], rows)
        in_writing = own and case.stage in WRITABLE and is_own(actor, one.referral)
        shown.append(
            replace(
                one,
                writable=in_writing and may_do(actor, may.WRITE_REFERRAL, case.pk).allowed,
                correctable=own and may_do(actor, may.CORRECT_PEOPLE, case.pk).allowed,
                sent_back=_why_returned(case),
            )
        )
    return replace(shown[0], others=shown[1:])


def said_in(case: Case, bar: CaseBar, parties: list[Party], rows: Rows) -> FullReferral:
    """Return the content of a case's referral, for reading only, with its people noted as shown."""
    note_details(parties)
    [referral] = rows.referrals[case.pk]
    decided = rows.decisions.get(case.pk, [])
    return FullReferral(
        case=case,
        bar=bar,
        referral=referral,
        people=[
            Person(
                party=party,
                born=born_words(party),
                ties=rows.ties.get(party.pk, []),
                addresses=rows.addresses.get(party.pk, []),
            )
            for party in parties
        ],
        contact=next(iter(rows.contacts.get(case.pk, [])), None),
        must_not_learn=next((one.who for one in rows.told.get(case.pk, [])), ""),
        assessment=next(iter(rows.assessments.get(case.pk, [])), None),
        decision=next((one for one in decided if one.agency_id == referral.agency_id), None),
    )


def _why_returned(case: Case) -> str:
    if case.stage != Stage.RETURNED:
        return ""
    moves = CaseStage.objects.filter(scope_id=case.pk, to_stage=Stage.RETURNED)
    return moves.values_list("reason", flat=True).last() or ""
