"""A case to which a second referral was joined, as those who work with it see it."""

from meetings.models import Case, Stage
from sharing.models import SafeContact
from tests.doing import change, declare_wall
from tests.integration.idva.test_joined import both_at
from tests.integration.triage.test_joined import join, other_before, second_of
from tests.integration.triage.test_joined_grounds import ticks
from tests.story import case_at, in_the_room


def test_both_accounts_are_seen(person, cast):
    first, second = other_before(cast)
    in_the_room(cast, first.meeting, "chidi")
    chidi, wren = person("chidi"), person("wren")
    chidi.go("case", case_id=first.pk)
    chidi.look("case with two referrals")
    chidi.go("referral", case_id=first.pk)
    chidi.look("both accounts")
    change(cast, second, SafeContact, details="At her sister’s, after school")
    chidi.go("hearing", meeting_id=first.meeting_id, case_id=first.pk)
    chidi.look("meeting with both accounts")
    chidi.go("case", case_id=first.pk)
    chidi.look("safe contact that differs")
    for case, name in ((first, "a death in a case with two"), (second, "a death in a joined one")):
        chidi.go("record_death", case_id=case.pk)
        chidi.look(name)
    wren.go("case", case_id=second.pk)
    wren.sees(f"This referral was joined to {first.reference}.")
    wren.sees_not(f"Open {first.reference}")
    wren.look("joined referral")
    wren.go("add_development", case_id=second.pk)
    wren.look("new incident on a joined referral")


def test_what_was_recorded_for_the_victim_of_the_joined_one_is_seen(person, cast):
    first, second = both_at(cast, Stage.RESEARCH)
    in_the_room(cast, first.meeting, "chidi")
    ines, chidi = person("ines"), person("chidi")
    ines.go("advocate", case_id=first.pk)
    ines.sees(f"Recorded for {second.reference}.")
    ines.look("victim of a case with two referrals")
    ines.go("advocate", case_id=second.pk)
    ines.look("victim of a joined referral")
    ines.go("record_attempt", case_id=second.pk)
    ines.look("nothing more to record on a joined referral")
    ines.page.get_by_role("link", name=f"Open {first.reference}").click()
    ines.sees("Contact: reached, 2 attempts")
    chidi.go("hearing", meeting_id=first.meeting_id, case_id=first.pk)
    chidi.sees(f"Recorded for {second.reference}.")
    chidi.look("meeting with what was recorded for a joined referral")


def test_what_a_joined_referral_meets_is_seen_where_the_case_is_decided_on(person, cast):
    first, second = case_at(cast, Stage.TRIAGE), second_of(cast, author="wren")
    ticks(cast, first, 2)
    ticks(cast, second, 20)
    join(cast, first, second)
    carys, wren = person("carys"), person("wren")
    for name in ("home", "triage_list"):
        carys.go(name)
        carys.sees(f"Visible high risk ({second.reference})")
        carys.look(f"{name} with a joined referral")
    carys.go("triage", case_id=first.pk)
    carys.look("triage of two referrals")
    carys.press("Propose to decline")
    carys.sees(f"{second.reference}: Met.")
    carys.look("declining two referrals")
    carys.go("withdraw_case", case_id=first.pk)
    carys.sees(second.reference)
    carys.look("withdrawing two referrals")
    change(cast, first, Case, stage=Stage.WITHDRAWN)
    wren.go("case", case_id=second.pk)
    wren.look("referral whose case was withdrawn")


def test_who_no_longer_sees_a_case_is_read_before_two_are_joined(person, cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast, author="wren")
    for name in ("wren", "chidi"):
        declare_wall(cast, first, name, by="carys")
    carys = person("carys")
    carys.go("join", case_id=second.pk)
    carys.choose(first.reference)
    carys.press("Join to another case")
    carys.sees(f"Wren Example (Health visiting) cannot see {first.reference}.")
    carys.look("who no longer sees a case once it is joined")
    for name in ("Chidi", "Wren"):
        carys.choose(f"{name} Example", exact=False)
    carys.press("Join to another case")
    carys.is_at("case", case_id=second.pk)
    carys.sees("so no mail tells them of it. Ring the agency.")
    carys.look("joined referral whose agency is to be rung")
    carys.go("set_reminders")
    carys.look("who is reminded")
