"""Referrals of the example: each step of the form, as a worker goes through it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from typing import cast as typed
from uuid import UUID

from meetings.example.area import HONOUR, SPEAKERS
from meetings.example.cast import Cast
from meetings.example.stories import Person, Story
from meetings.operations import referral
from sharing.models import PartyRole, Relationship, Tie
from sharing.operations.people import Contact, Details

STREETS = ("Mere Walk", "Sluice Lane", "Osier Close", "Weir View", "Reed Court", "Ferry Road")
WORKERS = {
    "acute": "Staff nurse of the emergency department",
    "education": "Class teacher",
    "primary_care": "Practice nurse",
}
TIMES = (
    "Weekdays, 10 to 14",
    "Tuesdays at 14:00",
    "After 18:00",
    "Mornings before 11:00",
)
MUST_NOT_LEARN = ("The perpetrator’s mother", "The perpetrator’s family", "Neighbours on the left")
NECESSITY = "Without what other agencies know, nobody can tell how near serious harm is."
PROPORTION = "Only agencies that can keep these people safe are asked, and only about the risk."
IF_NOT_SHARED = "Agencies would go on to act one by one, and the perpetrator would learn it first."


@dataclass
class Played:
    """A case of the example: its story, and what became of it so far."""

    story: Story
    case_id: UUID
    people: dict[str, UUID] = field(default_factory=dict)  # by role and number: "child 1"
    actions: dict[str, UUID] = field(default_factory=dict)  # by the key of the plan

    @property
    def victim_id(self) -> UUID:
        return self.people["victim"]

    def party(self, role: str) -> UUID | None:
        """Return somebody of the role, if the case has anybody."""
        return self.people.get("victim" if role == "victim" else f"{role} 1")

    @property
    def only_child(self) -> UUID | None:
        """Return the child of the case, if there is one alone: what is for all of several children
        names none."""
        return None if "child 2" in self.people else self.party("child")

    @property
    def to_look_up(self) -> set[UUID]:
        """Return everybody who can be looked up: whoever is born."""
        unborn = {f"child {n}" for n, one in enumerate(self.story.children, 1) if one.due_in}
        return {party for role, party in self.people.items() if role not in unborn}


def worker_of(story: Story) -> str:
    """Return who enters the referral."""
    return "wren" if story.referred_by == "health_visiting" else SPEAKERS[story.referred_by]


def begin(cast: Cast, story: Story) -> Played:
    """The referral is begun: a draft with its victim."""
    worker = WORKERS.get(story.referred_by, "")
    with cast.acting(worker_of(story)) as actor:
        case = referral.begin_referral(
            actor=actor,
            **story.victim.names(),
            **story.victim.born(cast.today),
            worker_name=worker,
            worker_contact="Through the switchboard" if worker else "",
        )
    return Played(story, case.pk)


def write(cast: Cast, played: Played) -> None:
    """Every step of the referral is filled in."""
    _people(cast, played)
    _how_to_reach(cast, played)
    _what_happened(cast, played)


def write_half(cast: Cast, story: Story) -> None:
    """The referral is a draft: its author was called away."""
    played = begin(cast, story)
    _people(cast, played)


def stop(cast: Cast, story: Story) -> None:
    """The referral was stopped at once, as the victim is too young."""
    begin(cast, story)


def refer(cast: Cast, story: Story) -> Played:
    """The referral is written and waits for triage."""
    played = begin(cast, story)
    write(cast, played)
    submit(cast, played)
    return played


def submit(cast: Cast, played: Played) -> None:
    """The referral waits for triage."""
    with cast.acting(worker_of(played.story)) as actor:
        referral.submit_referral(actor=actor, case_id=played.case_id)


def _people(cast: Cast, played: Played) -> None:
    story, case_id, today = played.story, played.case_id, cast.today
    who = worker_of(story)
    with cast.acting(who) as actor:
        referral.save_equality(actor=actor, case_id=case_id, **story.victim.about_themselves())
    for number, one in enumerate(story.perpetrators, 1):
        with cast.acting(who) as actor:
            party = referral.add_perpetrator(
                actor=actor, case_id=case_id, tie=one.tie, **_details(one, today)
            )
            played.people[f"perpetrator {number}"] = party.pk
            if number == 1:
                victim = Relationship.objects.get(scope_id=party.scope_id, person=party).other_id
                played.people["victim"] = victim
    for number, one in enumerate(story.children, 1):
        ties = {played.victim_id: one.tie or Tie.CHILD.value}
        if one.tie_to_perpetrator:
            ties[played.people["perpetrator 1"]] = one.tie_to_perpetrator
        with cast.acting(who) as actor:
            party = referral.add_child(
                actor=actor, case_id=case_id, ties=ties, **_details(one, today)
            )
        played.people[f"child {number}"] = party.pk
    for number, one in enumerate(story.others, 1):
        with cast.acting(who) as actor:
            party = referral.add_person_at_risk(
                actor=actor, case_id=case_id, tie=one.tie, **_details(one, today)
            )
        played.people[f"{PartyRole.AT_RISK.value} {number}"] = party.pk
    with cast.acting(who) as actor:
        referral.save_children(
            actor=actor,
            case_id=case_id,
            child_referral=_told_social_care(story),
            child_referral_on=cast.day if story.child_referral else None,
        )


def _told_social_care(story: Story) -> str:
    if not story.children:
        return ""
    return "yes" if story.child_referral else "no"


def _how_to_reach(cast: Cast, played: Played) -> None:
    story, case_id = played.story, played.case_id
    falls, who = story.victim.random, worker_of(story)
    with cast.acting(who) as actor:
        referral.save_safe_contact(
            actor=actor,
            case_id=case_id,
            **contact(cast, story, who),
            must_not_learn=falls.choice(MUST_NOT_LEARN),
        )
    homes = [("current", played.victim_id)]
    if falls.random() < 0.4:
        homes.append(("safe", played.victim_id))
    if story.perpetrators[0].tie != "partner":
        homes.append(("current", played.people["perpetrator 1"]))
    for kind, party_id in homes:
        # A safe address is no neighbour's: its postcode is that of no other.
        area = "ZN" if kind == "safe" else "AB"
        with cast.acting(who) as actor:
            referral.add_address(
                actor=actor,
                case_id=case_id,
                party_id=party_id,
                kind=kind,
                lines=f"{falls.randrange(1, 90)} {falls.choice(STREETS)}\nLarkmere",
                postcode=f"LM{falls.randrange(1, 10)} {falls.randrange(1, 10)}{area}",
            )


def contact(cast: Cast, story: Story, who: str) -> Contact:
    """Return the safe way to reach the victim, as that person confirms it."""
    falls = story.victim.random
    number = f"07700 900{falls.randrange(100, 1000)}"  # kept free for invented people
    details, never = {
        "call": (number, "Leave no voicemail"),
        "text": (number, "Say no agency’s name in a text"),
        "email": ("An address that the IDVA service knows", "Send nothing to the address of work"),
        "in_person": ("At the clinic or the children’s centre", "Do not come to the home"),
        "through": (cast.name(who), "Never call, text, e-mail or post"),
    }[story.contact]
    return {
        "way": story.contact,
        "details": details,
        "times": falls.choice(TIMES),
        "never": "Never call, text or leave a voicemail" if story.phone_watched else never,
        "phone_watched": story.phone_watched,
        "confirmed_by": cast.name(who),
        "confirmed_on": cast.day,
    }


def _what_happened(cast: Cast, played: Played) -> None:
    story, case_id = played.story, played.case_id
    falls, who, today = story.victim.random, worker_of(story), cast.day
    happened_on = today - timedelta(days=falls.randrange(1, 4))
    with cast.acting(who) as actor:
        referral.save_incident(
            actor=actor,
            case_id=case_id,
            incident_on=happened_on,
            what_happened=story.happened,
            background=story.background,
            done_today=story.done_today,
            danger_to_staff=story.danger_to_staff,
        )
    with cast.acting(who) as actor:
        referral.save_checklist(
            actor=actor,
            case_id=case_id,
            answers=story.answers(),
            assessed_on=today,
            source="" if story.agreement == "agrees" else cast.name(who),
        )
    with cast.acting(who) as actor:
        referral.save_grounds(
            actor=actor,
            case_id=case_id,
            grounds=story.all_grounds(),
            judgement=story.judgement,
            incident_count=story.incidents,
            local_ground=HONOUR if story.grounds == "local" else "",
            earlier_marac=story.earlier_marac,
        )
    with cast.acting(who) as actor:
        referral.save_sharing(actor=actor, case_id=case_id, **_decision(story, today))


def _decision(story: Story, today: date) -> dict[str, Any]:
    asked_on = today if story.agreement in ("agrees", "does_not") else None
    said: dict[str, Any] = {"agreement": story.agreement, "asked_on": asked_on}
    if story.agreement == "agrees":
        return said
    return said | {
        "necessity": NECESSITY,
        "proportionality": PROPORTION,
        "risk_if_not_shared": IF_NOT_SHARED,
    }


def _details(person: Person, today: date) -> Details:
    known = {**person.names(), **person.born(today), **person.about_themselves()}
    return typed(Details, known)
