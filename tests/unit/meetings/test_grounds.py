"""Each ground: met, not met or asking for judgement, with its working."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetings.models import Ground
from meetings.rules import checklist, grounds
from meetings.rules.grounds import Verdict

SINCE = date(2025, 11, 20)
SUBJECTS = checklist.labels({})
CODES = list(SUBJECTS)


def protocol(**changes):
    defaults = {
        "high_risk_ticks": 14,
        "escalation_count": 3,
        "escalation_months": 12,
        "repeat_months": 12,
        "automatic_grounds": [],
    }
    return SimpleNamespace(**(defaults | changes))


def answers(yes, not_known=()):
    given_answers = dict.fromkeys(CODES, "no") | dict.fromkeys(CODES[:yes], "yes")
    return given_answers | dict.fromkeys(not_known, "not_known")


def judge(given_answers=None, *, under=None, **said):
    given_answers = answers(0) if given_answers is None else given_answers
    counted = grounds.tally(given_answers, SUBJECTS)
    given = grounds.Given(answers=given_answers, since=SINCE, **{"others": (), **said})
    found = grounds.judge(given, counted, under or protocol())
    return {finding.ground: finding for finding in found}, found, counted


def test_high_risk_shows_its_working():
    found, _all, counted = judge(answers(17, ["breach", "offending"]))
    finding = found[Ground.HIGH_RISK]
    assert finding.verdict is Verdict.MET and str(finding.words) == "Met"
    assert finding.working == (
        "17 yes of 24 against 14. 2 not known: bail, an order or a contact agreement broken; "
        "perpetrator’s criminal record or trouble with police."
    )
    assert counted.at_most == 19


def test_high_risk_would_be_met_if_the_dont_knows_were_yes():
    found, _all, _counted = judge(answers(12, ["breach", "offending"]))
    assert found[Ground.HIGH_RISK].verdict is Verdict.NOT_MET
    assert "would be if the don’t-knows were yes" in found[Ground.HIGH_RISK].working
    found, _all, _counted = judge(answers(11, ["breach", "offending"]))
    assert "would be" not in found[Ground.HIGH_RISK].working


def test_many_unknown_subjects_are_counted_not_named():
    found, _all, counted = judge({})
    assert found[Ground.HIGH_RISK].working.endswith("24 not known.")
    assert counted.ticks == 0 and len(counted.not_known) == 24


@given(
    st.dictionaries(st.sampled_from(CODES), st.sampled_from(["yes", "no", "not_known"])),
    st.integers(1, 24),
)
@example(dict.fromkeys(CODES, "yes") | {"low_mood": "not_known"}, 1)
def test_a_dont_know_never_meets_and_never_calms(given_answers, needed):
    found, every, counted = judge(given_answers, under=protocol(high_risk_ticks=needed))
    enough = sum(answer == "yes" for answer in given_answers.values()) >= needed
    finding = found[Ground.HIGH_RISK]
    assert (finding.verdict is Verdict.MET) == enough
    assert ("would be" in finding.working) == (not enough and counted.at_most >= needed)
    words = " ".join(
        [grounds.in_short(every, counted, ""), *(one.working for one in every)]
    ).lower()
    for subject in SUBJECTS.values():  # "low mood" is asked about, and no label of the case
        words = words.replace(subject.lower(), "")
    assert not {"medium", "low", "standard"} & set(words.replace(".", " ").split())


@pytest.mark.parametrize(
    ("said", "verdict", "working"),
    [
        ({}, Verdict.NOT_MET, "Not asked for by the referrer."),
        ({"judgement": " She is afraid. "}, Verdict.JUDGEMENT, "She is afraid."),
        (
            {"chosen": ["judgement"]},
            Verdict.JUDGEMENT,
            "The referrer asks for it and gives no reason.",
        ),
    ],
)
def test_judgement(said, verdict, working):
    finding = judge(**said)[0][Ground.JUDGEMENT]
    assert (finding.verdict, finding.working) == (verdict, working)


@pytest.mark.parametrize(
    ("said", "verdict", "working"),
    [
        ({"incidents": 4}, Verdict.MET, "4 incidents in 12 months. Local rule 3."),
        ({"incidents": 1}, Verdict.NOT_MET, "1 incident in 12 months. Local rule 3."),
        ({}, Verdict.NOT_MET, "Incidents in 12 months were not counted. Local rule 3."),
        (
            {"chosen": ["escalation"]},
            Verdict.JUDGEMENT,
            "Incidents in 12 months were not counted. Local rule 3.",
        ),
    ],
)
def test_escalation(said, verdict, working):
    finding = judge(**said)[0][Ground.ESCALATION]
    assert (finding.verdict, finding.working) == (verdict, working)


CANNOT_TELL = (
    "Earlier referrals could not be looked for in full. "
    "Not known: the date of birth of the perpetrator."
)
NOTHING = "No referral of these people is found since 20 November 2025."
NONE_COUNTS = "No referral of these people that counts as a repeat is found since 20 November 2025."


@pytest.mark.parametrize(
    ("said", "verdict", "working"),
    [
        ({}, Verdict.NOT_MET, NOTHING),
        (
            {"looked_for": False},
            Verdict.NOT_KNOWN,
            "Earlier referrals are looked for at triage.",
        ),
        ({"last_on": date(2025, 11, 19)}, Verdict.NOT_MET, NOTHING),
        (
            {"last_on": SINCE},
            Verdict.MET,
            "These people were last referred or heard on 20 November 2025.",
        ),
        (
            {"last_on": SINCE, "others": ["One.", "Two."]},
            Verdict.MET,
            "A referral of these people counts from 20 November 2025. One. Two.",
        ),
        ({"others": ["One.", "Two."]}, Verdict.NOT_MET, f"{NONE_COUNTS} One. Two."),
        ({"others": None}, Verdict.NOT_MET, NONE_COUNTS),
        ({"chosen": ["repeat"]}, Verdict.JUDGEMENT, NOTHING),
        (
            {"earlier_marac": "Northwold, in spring"},
            Verdict.JUDGEMENT,
            f"{NOTHING} The referrer says: Northwold, in spring",
        ),
    ],
)
def test_repeat(said, verdict, working):
    finding = judge(**said)[0][Ground.REPEAT]
    assert (finding.verdict, finding.working) == (verdict, working)


def test_local_grounds_stand_only_where_the_area_has_them():
    assert Ground.LOCAL not in judge()[0]
    local = protocol(automatic_grounds=["honour"])
    assert judge(under=local)[0][Ground.LOCAL].verdict is Verdict.NOT_MET
    assert judge(under=local, local_ground="honour")[0][Ground.LOCAL].verdict is Verdict.MET
    assert judge(local_ground="honour")[0][Ground.LOCAL].verdict is Verdict.JUDGEMENT


@pytest.mark.parametrize(
    ("ticks", "said", "words"),
    [
        (answers(19), {"incidents": 3}, "19 ticks. Visible high risk, potential escalation."),
        (answers(1), {}, "1 tick. No ground met by count."),
        (
            answers(11, ["breach"]),
            {"judgement": "fear, getting worse"},
            "11 ticks, 1 not known. No ground met by count, judgement asked: fear, getting worse",
        ),
        (answers(1), {"chosen": ["repeat"]}, "1 tick. No ground met by count, judgement asked."),
    ],
)
def test_in_short(ticks, said, words):
    _found, every, counted = judge(ticks, **said)
    assert grounds.in_short(every, counted, said.get("judgement", "")) == words


def test_months_before_ends_in_a_day_of_the_month():
    assert grounds.months_before(date(2026, 11, 20), 12) == SINCE
    assert grounds.months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert grounds.months_before(date(2026, 1, 31), 11) == date(2025, 2, 28)
    assert grounds.months_before(date(2026, 1, 15), 1) == date(2025, 12, 15)


@pytest.mark.parametrize(
    ("said", "verdict", "working"),
    [
        (
            {"not_known": "the date of birth of the perpetrator"},
            Verdict.NOT_KNOWN,
            CANNOT_TELL,
        ),
        (
            {"possibly_on": SINCE},
            Verdict.NOT_KNOWN,
            "Possibly the same people were last referred or heard on 20 November 2025: look.",
        ),
        ({"possibly_on": date(2025, 11, 19)}, Verdict.NOT_MET, NOTHING),
    ],
)
def test_a_repeat_that_could_not_be_looked_for_is_not_known(said, verdict, working):
    finding = judge(**said)[0][Ground.REPEAT]
    assert (finding.verdict, finding.working) == (verdict, working)
