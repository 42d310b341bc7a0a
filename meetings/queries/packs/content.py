"""The content of a meeting's pack for this reader, on the page and in each copy: everything that
the pages of the list, the referral and the research would show them. Anything that is not for them
leaves no trace: no number, no count, no heading with nothing under it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from meetings import permissions as may
from meetings.models import Action, Case, Meeting, ResearchAnswer, ResearchRequest
from meetings.queries.case_bar import CaseBar
from meetings.queries.contact import ContactStrip, contact_strips
from meetings.queries.hearing.meeting import OpenedAction, earlier_actions
from meetings.queries.joined import Account, joined_to, note_together
from meetings.queries.listing.meeting import cases_on, open_meeting
from meetings.queries.listing.paper import CasePaper
from meetings.queries.listing.people import people_on
from meetings.queries.people import with_past
from meetings.queries.referral.full import FullReferral, said_in
from meetings.queries.referral.rows import rows_of
from meetings.queries.referral.sections import Row, sections_of
from meetings.queries.research.nil_before import SAID, NilBefore, nil_before
from meetings.queries.research.read import AgencyResearch, shared_about
from meetings.queries.voices import Spoken, newest_voices
from meetings.rules.completeness import Step
from sharing import access
from sharing.actor import Actor
from sharing.models import Party
from sharing.reasons import Reason
from sharing.watch.names import note_shown
from sharing.work import Refused, current

# Addresses are shown one by one, in the portal alone; the safe contact stands in a box of its own,
# which says when to check first.
NOT_IN_PACKS = (Step.ADDRESSES, Step.CONTACT)


FEW = 4  # lines that stand one below the other; the subjects of a checklist fill one together


@dataclass(frozen=True)
class Said:
    """What one referral of a case says: of each step, the answers that were given."""

    shown: FullReferral
    joined: bool

    @property
    def sections(self) -> list[tuple[str, list[Row]]]:
        found = [
            (str(one.words), [_together(row) for row in one.rows if row.lines])
            for one in sections_of(self.shown)
            if one.step not in NOT_IN_PACKS
        ]
        return [(words, rows) for words, rows in found if rows]


def _together(row: Row) -> Row:
    return row if len(row.lines) <= FEW else Row(row.key, ["; ".join(map(str, row.lines))])


@dataclass(frozen=True)
class CasePack:
    """One case of a pack."""

    case: Case
    referrals: list[Said]  # its own, and those that were joined to it
    contact: ContactStrip
    agencies: list[AgencyResearch]
    not_known: list[str]  # agencies that do not know them
    not_known_before: list[NilBefore]  # nor did, when they were asked for another meeting
    voices: list[Spoken]
    done_before: list[Action]  # before the meeting

    @property
    def together(self) -> list[UUID]:
        """Return the case and those joined to it."""
        return [one.shown.case.pk for one in self.referrals]

    @property
    def holds(self) -> set[UUID]:
        """Return the items in it, and the files that it names."""
        items = {shared.item.pk for one in self.agencies for shared in one.items}
        return items | {file.attachment.pk for one in self.agencies for file in one.files}


@dataclass(frozen=True)
class Pack:
    meeting: Meeting
    listed: list[CasePaper]
    numbered: bool  # numbers of the running order are for those who keep it
    cases: list[CasePack]
    earlier: list[OpenedAction]

    @property
    def with_roles(self) -> bool:
        """Return whether the reader may read any of the cases, and so knows who is who in it."""
        return any(person.role for one in self.listed for person in one.people)


def pack_of(actor: Actor, meeting_id: UUID) -> Pack:
    """Return the pack of a meeting for this reader, all of it noted as read. The number of queries
    does not grow with the cases. Raises `Refused` if there is nothing for them."""
    access.expect(actor, may.TAKE_COPY)
    meeting = open_meeting(actor, meeting_id)
    listed = cases_on(actor, meeting)
    if not listed:
        raise Refused(Reason.NOTHING_THERE, may.READ_PACK.event)
    cases = read_of(actor, [one.pk for one in listed])
    access.show_together(actor, may.READ_PACK, [one.pk for one in cases], meeting.pk)
    pack = assembled(actor, meeting, listed, cases)
    access.show(actor, may.SEE_ACTIONS, {one.action.scope_id for one in pack.earlier})
    return pack


def read_of(reader: Actor, case_ids: Collection[UUID]) -> list[Case]:
    """Return those of these cases that the reader may read in a pack, in their order."""
    readable = Case.objects.filter(
        access.visible_to(reader, may.READ_PACK, "scope__"), pk__in=case_ids
    ).select_related("protocol", "meeting")
    by_id = {case.pk: case for case in readable}
    return [by_id[one] for one in case_ids if one in by_id]


def assembled(
    reader: Actor,
    meeting: Meeting,
    listed: list[Case],
    cases: list[Case],
    *,
    actions_of: Collection[UUID] | None = None,
) -> Pack:
    """Return the pack of a meeting for this reader: these cases on its list, with the content of
    those that they may read; and earlier actions, of named cases only, if some are named. The
    caller has asked the door."""
    people = people_on(reader, listed, among=[case.pk for case in cases])
    return Pack(
        meeting,
        [CasePaper(case, people.get(case.pk, [])) for case in listed],
        reader.role in may.KEEPERS,
        case_packs(reader, cases),
        _earlier(reader, meeting, actions_of),
    )


def case_packs(reader: Actor, cases: Sequence[Case]) -> list[CasePack]:
    """Return the content of each of these cases in a pack; the reader has opened them."""
    ids = [case.pk for case in cases]
    contacts = contact_strips(ids)
    research = shared_about(reader, cases)
    referrals = _referrals(cases, contacts)
    voices = newest_voices(ids)
    done: dict[UUID, list[Action]] = {}
    before = Action.objects.filter(scope__in=ids, before_meeting=True)
    for action in before.select_related("agency", "party"):
        done.setdefault(action.scope_id, []).append(action)
    said = ResearchRequest.objects.filter(scope__in=ids, answer__in=SAID)
    asked: dict[UUID, list[ResearchRequest]] = {one: [] for one in ids}
    for one in said.select_related("agency", "meeting"):
        asked[one.scope_id].append(one)
    return [
        CasePack(
            case,
            referrals[case.pk],
            contacts[case.pk],
            research[case.pk],
            sorted(one.agency.name for one in asked[case.pk] if _knows_nobody(case, one)),
            nil_before(case, asked[case.pk]),
            [one for one in voices if one.case_id == case.pk],
            done.get(case.pk, []),
        )
        for case in cases
    ]


def _knows_nobody(case: Case, asked: ResearchRequest) -> bool:
    nil = asked.answer == ResearchAnswer.NOT_KNOWN and asked.submitted_at is not None
    # Whoever was added since is in nobody's answer.
    return nil and asked.meeting_id == case.meeting_id and not asked.added_parties


def _referrals(cases: Sequence[Case], contacts: dict[UUID, ContactStrip]) -> dict[UUID, list[Said]]:
    """Return the content of each case's referrals, its own first, as on the page of the
    referral."""
    accounts = joined_to([case.pk for case in cases])
    joined = {one.pk for found in accounts.values() for one in found}
    note_together(joined)
    ids = [*(case.pk for case in cases), *joined]
    others = {one.pk: one for one in Case.objects.filter(pk__in=joined).select_related("protocol")}
    parties: dict[UUID, list[Party]] = {one: [] for one in ids}
    for party in with_past(Party.objects.filter(scope_id__in=ids, ended_on__isnull=True)):
        parties[party.scope_id].append(party)
    everybody = [party for found in parties.values() for party in found]
    note_shown(current(), [(one.given_name, one.family_name) for one in everybody])
    rows = rows_of(ids)
    found = {}
    for case in cases:
        bar = CaseBar(case=case, victim=None, contact=contacts[case.pk])
        of_case: list[Account] = accounts.get(case.pk, [])
        together = [case, *(others[one.pk] for one in of_case)]
        found[case.pk] = [
            Said(said_in(one, bar, parties[one.pk], rows), one.pk != case.pk) for one in together
        ]
    return found


def _earlier(
    reader: Actor, meeting: Meeting, actions_of: Collection[UUID] | None
) -> list[OpenedAction]:
    found = earlier_actions(reader, meeting)
    if actions_of is not None:
        found = found.filter(scope__in=actions_of)
    actions = list(found)
    cases = Case.objects.filter(pk__in={one.scope_id for one in actions})
    references = dict(cases.values_list("pk", "reference"))
    return [OpenedAction(one, references[one.scope_id]) for one in actions]
