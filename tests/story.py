"""Cases at any stage, reached by the operations of each step."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from meetings.models import Attendance, Case, Meeting, MeetingState, Presence, Stage
from meetings.operations.actions import record_action
from meetings.operations.hearing import agree_minutes, begin_hearing, declare, end_hearing
from meetings.operations.listing import list_case
from meetings.operations.triage import accept_referral
from sharing import clock
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.memory import told_once
from tests.personas import Cast
from tests.story_parts import referral

ORDER = [
    Stage.DRAFT,
    Stage.TRIAGE,
    Stage.ACCEPTED,
    Stage.LISTED,
    Stage.RESEARCH,
    Stage.HEARING,
    Stage.HEARD,
    Stage.ACTIONS,
    Stage.COMPLETE,
]

# Where the meeting of a case stands, which nobody gave.
STATES = {
    Stage.LISTED: MeetingState.PLANNED,
    Stage.RESEARCH: MeetingState.PUBLISHED,
    Stage.HEARING: MeetingState.RUNNING,
    Stage.HEARD: MeetingState.HELD,
}


@told_once
def meeting_in(cast: Cast, *, days: int = 9, state: str = MeetingState.PLANNED) -> Meeting:
    """Lay down a meeting of the cast's area that many days from today."""
    starts = timezone.make_aware(
        datetime.combine(clock.today() + timedelta(days=days), datetime.min.time())
    ) + timedelta(hours=9, minutes=30)
    actor = cast.actor("carys")
    with unit_of_work(actor):
        return Meeting.objects.create(
            area=cast.area,
            protocol=cast.area.protocols.first(),
            starts_at=starts,
            place="Town hall",
            state=state,
            referrals_close_at=starts - timedelta(days=14),
            list_out_at=starts - timedelta(days=12),
            research_due_at=starts - timedelta(days=2),
            minutes_due_at=starts + timedelta(days=4),
        )


@told_once
def case_at(
    cast: Cast,
    stage: Stage,
    *,
    meeting: Meeting | None = None,
    name: str = "Tara",
    position: int = 1,
) -> Case:
    """Lay down a case of a victim, a perpetrator and a child at that stage; it was referred by
    Wren. From research on, police and housing know them, and the core agencies were asked."""
    reached = ORDER.index(stage)
    wren = cast.actor("wren")
    case = referral.begin(cast, given_name=name)
    case_id = case.pk
    referral.write(cast, case)
    if reached >= ORDER.index(Stage.TRIAGE):
        referral.submit(cast, case)
    with unit_of_work(wren):
        case.refresh_from_db()
    _forget_notices()
    if reached <= ORDER.index(Stage.TRIAGE):
        return case
    with unit_of_work(cast.actor("carys")) as work:
        accept_referral(actor=work.actor, case_id=case_id)
    if reached >= ORDER.index(Stage.LISTED):
        meeting = meeting or meeting_in(cast, state=STATES.get(stage, MeetingState.HELD))
        _list(cast, case_id, meeting, stage, position)
    with unit_of_work(wren):
        case = Case.objects.select_related("meeting").get(pk=case_id)
    if reached >= ORDER.index(Stage.HEARING):
        _hear(cast, case, meeting, stage)
    _forget_notices()
    return case


def _forget_notices() -> None:
    """Who tries a notice should find no other."""
    DBTaskResult.objects.filter(task_path__startswith="meetings.notices.").delete()


def _list(cast: Cast, case_id: UUID, meeting: Meeting, stage: Stage, position: int) -> None:
    """Put the case on the meeting, whatever state that has; from research on, agencies are asked
    and police and housing know these people."""
    before, asked = meeting.state, ORDER.index(stage) >= ORDER.index(Stage.RESEARCH)
    _set(cast, meeting, MeetingState.PUBLISHED if asked else MeetingState.PLANNED)
    # The case came in time, also to a meeting that is over by now.
    then = min(clock.now(), meeting.research_due_at - timedelta(days=1))
    carys = cast.actor("carys")
    with clock.set_to(then), unit_of_work(carys) as work:
        case = list_case(actor=carys, case_id=case_id, meeting_id=meeting.pk)
        case.position = position
        case.save()
        if asked:
            knowing = {cast.agency("police").pk, cast.agency("housing").pk}
            circulation.circulate(work, case_id, full=knowing)
    _set(cast, meeting, before)


@told_once
def in_the_room(cast: Cast, meeting: Meeting, *names: str) -> None:
    """These people have agreed to keep the meeting confidential."""
    for name in names:
        with unit_of_work(cast.actor(name)) as work:
            declare(actor=work.actor, meeting_id=meeting.pk)


def _hear(cast: Cast, case: Case, meeting: Meeting, stage: Stage) -> None:
    """Hear the case at its meeting, whatever state that has, and go on to the stage."""
    reached = ORDER.index(stage)
    before = meeting.state
    _set(cast, meeting, MeetingState.RUNNING)
    in_the_room(cast, meeting, "chidi")
    with unit_of_work(cast.actor("chidi")) as work:
        begin_hearing(actor=work.actor, case_id=case.pk)
    if reached >= ORDER.index(Stage.HEARD):
        somebody_came(cast, meeting)
        for kind, what in (
            ("police", "Decide on and make disclosure"),
            ("housing", "See the victim about a move"),
        ):
            with unit_of_work(cast.actor("chidi")) as work:
                record_action(
                    actor=work.actor,
                    case_id=case.pk,
                    agency_id=cast.agency(kind).pk,
                    what=what,
                    for_whom="victim",
                    owner="",
                    due_on=clock.today() + timedelta(days=7),
                )
        with unit_of_work(cast.actor("chidi")) as work:
            end_hearing(
                actor=work.actor,
                case_id=case.pk,
                gap_reason="They have workers of their own.",
                untold_reason="No way of telling it is safe yet.",
            )
    if reached >= ORDER.index(Stage.ACTIONS):
        _set(cast, meeting, MeetingState.HELD)
        with unit_of_work(cast.actor("chidi")) as work:
            agree_minutes(actor=work.actor, meeting_id=meeting.pk)
        with unit_of_work(cast.actor("carys")):
            meeting.refresh_from_db()
    else:
        _set(cast, meeting, before)
    with unit_of_work(cast.actor("carys")):
        case.refresh_from_db()
        if stage is Stage.COMPLETE:
            case.stage = stage
            case.save()


def somebody_came(cast: Cast, meeting: Meeting) -> None:
    """Petra came for the police, unless it is on record who came."""
    with unit_of_work(cast.actor("chidi")):
        if not Attendance.objects.filter(meeting=meeting).exists():
            Attendance.objects.create(
                meeting=meeting,
                agency=cast.agency("police"),
                presence=Presence.PRESENT,
                who="Petra Example",
            )


def _set(cast: Cast, meeting: Meeting, state: str) -> None:
    with unit_of_work(cast.actor("carys")):
        meeting.state = state
        meeting.save()
