from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from meetings import called
        from meetings.daily import remind
        from meetings.queries.hearing import chairs_a_running_meeting
        from meetings.queries.references import case_behind, joined_to, references_of
        from meetings.queries.standing import standings
        from sharing import case_names, daily, joined_cases, reading, sessions

        called.add()
        case_names.say(names=references_of, behind=case_behind)
        joined_cases.say(joined_to)
        reading.say(standings)
        sessions.keeps_awake.append(chairs_a_running_meeting)
        daily.duties.append(remind)
