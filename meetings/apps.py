from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from meetings import called
        from meetings.daily import end_left_drafts, remind
        from meetings.notices.of_proposals import tell_of_proposals
        from meetings.operations.erasing import ENDINGS
        from meetings.operations.packs import clear_packs
        from meetings.operations.research.files import ask_for_file_again, hold_return
        from meetings.queries.hearing import keeps_a_running_meeting
        from meetings.queries.hidden import cases_behind
        from meetings.queries.moved import became_of
        from meetings.queries.references import (
            case_behind,
            joined_to,
            protected_since_attached,
            references_of,
        )
        from meetings.queries.research.requests import known_to
        from meetings.queries.standing import standings
        from sharing import (
            case_addresses,
            case_names,
            daily,
            joined_cases,
            protection,
            reading,
            sessions,
        )
        from sharing.operations import retention, scanned

        called.add()
        case_names.say(names=references_of, behind=case_behind, became=became_of)
        case_addresses.say(names=["action_id", "warning_id"], behind=cases_behind)
        joined_cases.say(joined_to, protected_since_attached)
        protection.say_known_to(known_to)
        scanned.say(hold_return, ask_for_file_again)
        protection.say_masked("meetings.AddressProposal")
        reading.say(standings)
        sessions.keeps_awake.append(keeps_a_running_meeting)
        daily.duties += [remind, tell_of_proposals, clear_packs, end_left_drafts]
        retention.endings += ENDINGS
