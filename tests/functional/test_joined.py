"""A case to which a second referral was joined, as those who work with it see it."""

from meetings.models import Stage
from sharing.models import SafeContact
from tests.doing import change
from tests.integration.idva.test_joined import both_at
from tests.integration.triage.test_joined import other_before
from tests.story import in_the_room


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
