"""A referral, step by step through its pages, as a health visitor writes it."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from meetings.rules.checklist import SUBJECTS


def write_referral(wren, told):
    """The referral is submitted; the identifier of its case."""
    today = timezone.localdate()
    victim, perpetrator, child = (
        name.split() for name in (told.victim, told.perpetrator, told.child)
    )
    wren.go("home")
    wren.press("Begin a referral")
    wren.is_at("refer")
    wren.look("begin")
    wren.press("Save and continue")
    wren.sees("Enter a name, even if it is only a part of it", "Say who refers")
    wren.look("begin with nothing")
    name(wren, *victim)
    wren.date("Date of birth", told.born_on)
    wren.choose("I know the victim and refer")
    wren.press("Save and continue")
    wren.sees("Safe contact", "Step 2 of 10")
    case_id = UUID(wren.path.split("/")[2])

    wren.choose("Somebody else may see or hear the victim’s phone")
    wren.choose("Telephone call")
    wren.press("Save and continue")
    wren.look("a watched phone rules out calls")
    wren.choose("Only through another person")
    wren.fill("Number, place or person", "Her health visitor, at the clinic")
    wren.fill("Safe times", "Tuesdays at 14:00")
    wren.fill("Never do this", "Never call, text, e-mail or post")
    wren.fill("Who must not learn of the referral", "His mother")
    # Nobody is taken to have asked her: it is said who did, and when.
    wren.fill("Confirmed with the victim by", "Wren Example, health visiting")
    wren.date("Confirmed on", today)
    wren.press("Save and continue")

    wren.is_at("referral_perpetrators", case_id=case_id)
    name(wren, *perpetrator)
    wren.fill("Or about how old", "24")
    wren.select(f"Relation to {told.victim} (victim)", "Former partner")
    wren.look("perpetrators")
    wren.press("Add the perpetrator")
    wren.sees("Add another perpetrator")
    wren.look("one perpetrator")
    wren.press("Continue")

    wren.press("Add a child")
    name(wren, *child)
    wren.date("Date of birth", told.child_born_on)
    for adult, role in ((told.victim, "victim"), (told.perpetrator, "perpetrator")):
        wren.select(f"Relation to {adult} ({role})", "Son or daughter")
    wren.look("a child")
    wren.press("Save")
    wren.is_at("referral_children", case_id=case_id)
    wren.choose("Yes")
    wren.date("On which day?", today)
    wren.look("children")
    wren.press("Save and continue")

    for kind, lines, code in (
        ("Lives here now", "12 Mere Walk", "LM1 2AB"),
        ("Safe address", "3 Hidden Row", "LM9 9ZZ"),
    ):
        wren.is_at("referral_addresses", case_id=case_id)
        wren.page.get_by_role("radio", name=kind).check()
        wren.fill("Address", lines)
        wren.fill("Postcode", code)
        wren.press("Add the address" if kind == "Lives here now" else "Add another address")
    wren.sees("Hidden")
    wren.sees_not("12 Mere Walk", "3 Hidden Row")
    wren.look("addresses are hidden")
    wren.press("Continue")

    wren.is_at("referral_incident", case_id=case_id)
    wren.sees("Danger now: call 999. Nobody watches this page.")
    wren.date("Date of the incident that you refer for", today - timedelta(days=2))
    wren.fill("What happened", told.happened)
    wren.fill("History", told.background)
    wren.fill("What has been done today to keep them safe", "Safety plan at the clinic.")
    wren.look("what happened")
    wren.press("Save and continue")

    wren.is_at("referral_checklist", case_id=case_id)
    for subject in SUBJECTS:
        said = "Yes" if subject in told.ticks else "No"
        if subject in told.not_known:
            said = "Don’t know"
        row = wren.page.locator(f".app-checklist__row:has(#subject-{subject})")
        wren.choose(said, within=row)
    wren.look("checklist")
    wren.press("Save and continue")

    wren.is_at("referral_grounds", case_id=case_id)
    wren.choose("Visible high risk")
    wren.fill("Incidents of the last 12 months that you know of", str(told.incidents))
    wren.look("grounds")
    wren.press("Save and continue")

    wren.is_at("referral_sharing", case_id=case_id)
    wren.page.get_by_role("radio", name="Agrees to the referral").first.check()
    wren.date("Asked on", today)
    wren.look("sharing")
    wren.press("Save and continue")

    wren.is_at("referral_equality", case_id=case_id)
    wren.look("about the victim")
    wren.press("Save and continue")
    wren.is_at("submit_referral", case_id=case_id)
    wren.sees("Check your answers")
    wren.look("check your answers")
    wren.press("Submit the referral")
    wren.is_at("referral_submitted", case_id=case_id)
    wren.look("submitted")
    return case_id


def name(wren, given, family):
    wren.fill("Given name", given)
    wren.fill("Family name", family)
