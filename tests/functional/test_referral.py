"""A referral by keyboard alone, and one of a person who is too young for a MARAC."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect


def test_two_steps_by_keyboard_alone(person):
    wren = person("wren")
    wren.go("home")
    wren.tab_to("Begin a referral")
    wren.key("Enter")
    wren.is_at("refer")
    wren.heading("Begin a referral")
    for field, words in (("Given name", "Tara"), ("Family name", "Tarn"), ("Day", "3")):
        wren.tab_to(field)
        wren.type(words)
    for words in ("3", "2004"):
        wren.key("Tab")
        wren.type(words)
    wren.tab_to("I know the victim and refer")
    wren.key("Space")
    wren.tab_to("Save and continue")
    wren.key("Enter")
    wren.sees("Step 2 of 10")
    wren.tab_to("In person")
    wren.key("Space")
    for field, words in (("Number, place or person", "At the clinic"), ("Safe times", "Tuesdays")):
        wren.tab_to(field)
        wren.type(words)
    wren.tab_to("Confirmed with the victim by")
    wren.type("Wren Example")
    today = timezone.localdate()
    for words in (str(today.day), str(today.month), str(today.year)):
        wren.key("Tab")
        wren.type(words)
    wren.key("Enter")
    wren.sees("Step 3 of 10", "In person, At the clinic, Tuesdays")
    wren.tab_to("All steps of this referral")
    wren.key("Enter")
    wren.sees("Your referral: 2 of 10 steps begun")
    wren.look("steps of a draft")


def test_a_victim_who_is_too_young_stops_it(person):
    wren = person("wren")
    wren.go("refer")
    wren.fill("Given name", "Tara")
    wren.date("Date of birth", timezone.localdate() - timedelta(days=15 * 365))
    wren.choose("I know the victim and refer")
    wren.press("Save and continue")
    expect(wren.page.locator("main")).to_contain_text("call children’s social care now")
    wren.sees("This referral is stopped")
    wren.look("too young")
