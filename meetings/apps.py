from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from meetings import called
        from meetings.daily import end_left_drafts, remind, remind_services
        from meetings.notices.of_proposals import tell_of_proposals
        from meetings.operations.erasing import ENDINGS
        from meetings.operations.packs import clear_packs
        from sharing import daily
        from sharing.operations import retention

        called.add()
        daily.duties += [remind, remind_services, tell_of_proposals, clear_packs, end_left_drafts]
        retention.endings += ENDINGS
