"""Referrals of a published review, as a health visitor enters them: TT over the threshold, VB and
HH below every count. Names are invented."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from meetings.operations import referral
from meetings.rules.checklist import SUBJECTS
from sharing import clock
from sharing.models import Relationship
from sharing.unit import unit_of_work
from tests.doing import every


@dataclass(frozen=True)
class Told:
    """What the health visitor tells of a victim, a perpetrator and perhaps a child."""

    victim: str
    born_on: date
    perpetrator: str
    tie: str
    happened: str
    background: str
    ticks: tuple[str, ...]
    not_known: tuple[str, ...] = ()
    child: str = ""
    child_days: int = 0  # since the birth
    grounds: tuple[str, ...] = ()
    judgement: str = ""
    incidents: int = 1
    agreement: dict = field(default_factory=lambda: {"agreement": "agrees"})

    @property
    def child_born_on(self) -> date:
        """Return the day of the child's birth, as of today."""
        return clock.today() - timedelta(days=self.child_days)


TT = Told(
    victim="Tara Tarn",
    born_on=date(2007, 3, 3),
    perpetrator="Kyle Lune",
    tie="former_partner",
    happened="She told of physical, emotional and sexual abuse. He is out of prison again.",
    background="He threatened her while she was pregnant. On and off, not living together.",
    ticks=(
        "injury",
        "fear",
        "feared_harm",
        "isolation",
        "low_mood",
        "separation",
        "child_contact",
        "stalking",
        "pregnancy",
        "frequency",
        "severity",
        "control",
        "threats_to_kill",
        "sexual_abuse",
        "harm_to_others",
        "substances_or_health",
        "offending",
    ),
    not_known=("weapons", "animals"),
    child="Alder Tarn",
    child_days=370,
    grounds=("high_risk",),
    incidents=3,
)

VB = Told(
    victim="Vera Beck",
    born_on=date(1996, 5, 9),
    perpetrator="Owen Firth",
    tie="partner",
    happened="A loud argument; she left the room. The other child was with the grandparents.",
    background="Nothing known from before.",
    ticks=("pregnancy",),
    child="Bryn Beck",
    child_days=200,
)

HH = Told(
    victim="Hetty Holm",
    born_on=date(1992, 1, 30),
    perpetrator="Ross Sykes",
    tie="former_partner",
    happened="He came drunk and would not leave.",
    background="He slapped her once, some weeks ago. It is getting worse.",
    ticks=("fear", "frequency", "severity", "substances_or_health"),
    not_known=("stalking", "control", "strangulation", "sexual_abuse", "offending"),
    child="Isla Holm",
    child_days=3 * 365 + 40,
    grounds=("judgement",),
    judgement="She is frightened, it is getting worse, and her daughter of three lives there.",
    incidents=2,
)


def refer(cast, told, *, by="wren"):
    """The referral waits for triage; each step is a unit of work of its own."""

    def do(operation, **values):
        actor = cast.actor(by)
        with unit_of_work(actor):
            return operation(actor=actor, **values)

    def named(words):
        given, family = words.split()
        return {"given_name": given, "family_name": family}

    today = clock.today()
    case = do(referral.begin_referral, **named(told.victim), born_on=told.born_on)
    here = {"case_id": case.pk}
    him = do(referral.add_perpetrator, **here, **named(told.perpetrator), tie=told.tie)
    with unit_of_work(cast.actor(by)):
        victim_id = every(Relationship).get(person=him).other_id
    if told.child:
        do(
            referral.add_child,
            **here,
            **named(told.child),
            born_on=told.child_born_on,
            ties={victim_id: "child", him.pk: "child"},
        )
    do(
        referral.save_safe_contact,
        **here,
        way="in_person",
        details="At the clinic",
        times="Tuesdays at 14:00",
        never="Never call, text, e-mail or post",
        phone_watched=True,
        confirmed_by="Wren Example, health visiting",
        confirmed_on=today,
    )
    told_social_care = {"child_referral": "yes", "child_referral_on": today} if told.child else {}
    do(referral.save_children, **here, **told_social_care)
    home = {"party_id": victim_id, "kind": "current", "lines": "12 Mere Walk"}
    do(referral.add_address, **here, **home, postcode="LM1 2AB")
    hidden = {"party_id": victim_id, "kind": "safe", "lines": "3 Hidden Row"}
    do(referral.add_address, **here, **hidden, postcode="LM9 9ZZ")
    do(referral.finish_addresses, **here)
    do(
        referral.save_incident,
        **here,
        incident_on=today - timedelta(days=2),
        what_happened=told.happened,
        background=told.background,
        done_today="Safety plan at the clinic; children’s social care told.",
    )
    answers = {
        subject: "yes"
        if subject in told.ticks
        else "not_known"
        if subject in told.not_known
        else "no"
        for subject in SUBJECTS
    }
    do(referral.save_checklist, **here, answers=answers, assessed_on=today)
    do(
        referral.save_grounds,
        **here,
        grounds=list(told.grounds),
        judgement=told.judgement,
        incident_count=told.incidents,
    )
    do(referral.save_sharing, **here, **told.agreement, asked_on=today)
    do(referral.save_equality, **here)
    return do(referral.submit_referral, **here)
