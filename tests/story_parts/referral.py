"""A referral as Wren, the health visitor, writes it: every step by its operation."""

from datetime import date, timedelta

from meetings.models import Case
from meetings.operations import referral
from sharing import clock
from sharing.models import Party
from sharing.unit import unit_of_work
from tests.memory import told_once
from tests.personas import Cast

CONTACT = {
    "way": "through",
    "details": "Her health visitor, at the clinic",
    "times": "Tuesdays at 14:00",
    "never": "Never call, text, e-mail or post",
    "phone_watched": True,
    "confirmed_by": "Wren Example, health visiting",
}


@told_once
def begin(cast: Cast, *, by: str = "wren", **victim: object) -> Case:
    """Begin a referral of Tara Tarn, or of a victim with other details."""
    details = {"given_name": "Tara", "family_name": "Tarn", "born_on": date(2004, 3, 3)} | victim
    with unit_of_work(cast.actor(by)) as work:
        return referral.begin_referral(actor=work.actor, **details)


@told_once
def write(cast: Cast, case: Case, *, by: str = "wren") -> None:
    """Fill in every step of the form, of a draft that was begun."""
    today = clock.today()
    with unit_of_work(cast.actor(by)) as work:
        victim = Party.objects.get(scope_id=case.pk, role="victim")
        given = {"actor": work.actor, "case_id": case.pk}
        referral.save_safe_contact(**given, **CONTACT, confirmed_on=today)
        perpetrator = referral.add_perpetrator(
            **given,
            given_name="Kyle",
            family_name="Lune",
            born_on=date(1999, 8, 19),
            tie="former_partner",
        )
        referral.add_child(
            **given,
            given_name="Alder",
            family_name="Tarn",
            born_on=today - timedelta(days=370),
            ties={victim.pk: "child", perpetrator.pk: "child"},
        )
        referral.save_children(**given, child_referral="yes", child_referral_on=today)
        referral.add_address(
            **given, party_id=victim.pk, kind="current", lines="12 Mere Walk", postcode="LM1 2AB"
        )
        referral.add_address(
            **given, party_id=victim.pk, kind="safe", lines="3 Hidden Row", postcode="LM9 9ZZ"
        )
        referral.save_incident(
            **given,
            incident_on=today - timedelta(days=3),
            what_happened="He came drunk and asked for the baby.",
            background="Threats while she was pregnant.",
            done_today="Safety plan at the clinic.",
        )
        referral.save_checklist(
            **given,
            answers={},
            assessed_on=today - timedelta(days=2),
            comment="Not gone through yet: the perpetrator was in the next room.",
        )
        referral.save_grounds(**given, grounds=["high_risk"], incident_count=4)
        referral.save_sharing(**given, agreement="agrees", asked_on=today - timedelta(days=2))
        referral.save_equality(**given)


@told_once
def submit(cast: Cast, case: Case, *, by: str = "wren") -> None:
    """Submit a referral that is complete."""
    with unit_of_work(cast.actor(by)) as work:
        referral.submit_referral(actor=work.actor, case_id=case.pk)


def refer(cast: Cast, *, by: str = "wren", **victim: object) -> Case:
    """Write a whole referral and submit it."""
    case = begin(cast, by=by, **victim)
    write(cast, case, by=by)
    submit(cast, case, by=by)
    return case
