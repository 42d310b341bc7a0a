"""A case to which a second referral was joined, as those who work with it see it."""

from sharing.models import SafeContact
from tests.doing import change
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
    wren.go("case", case_id=second.pk)
    wren.sees(f"This referral was joined to {first.reference}.")
    wren.sees_not(f"Open {first.reference}")
    wren.look("joined referral")
    wren.go("add_development", case_id=second.pk)
    wren.look("new incident on a joined referral")
