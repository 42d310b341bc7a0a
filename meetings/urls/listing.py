from django.urls import path

from meetings.views import area_rules, days_off, listing, reading, reminders, research_rules

urlpatterns = [
    path("meetings/", listing.Meetings.as_view(), name="meetings"),
    path("meetings/plan/", listing.PlanMeetings.as_view(), name="plan_meetings"),
    path("meetings/rules/", area_rules.SetAreaRules.as_view(), name="set_area_rules"),
    path(
        "meetings/rules/checklist/",
        area_rules.SetChecklistWording.as_view(),
        name="set_checklist_wording",
    ),
    path("meetings/days-off/", days_off.SetDaysOff.as_view(), name="set_days_off"),
    path("meetings/reminders/", reminders.SetReminders.as_view(), name="set_reminders"),
    path(
        "meetings/research-rules/",
        research_rules.SetResearchRules.as_view(),
        name="set_research_rules",
    ),
    path(
        "meetings/core-agencies/",
        research_rules.ChooseCoreAgencies.as_view(),
        name="choose_core_agencies",
    ),
    path("meetings/add/", listing.AddMeeting.as_view(), name="add_meeting"),
]
of_meeting = [
    path("", listing.ShowMeeting.as_view(), name="meeting"),
    path("order/", listing.OrderList.as_view(), name="order_list"),
    path("publish/", listing.PublishList.as_view(), name="publish_list"),
    path("call-off/", listing.CallOff.as_view(), name="call_off"),
    path("plan-again/", listing.PlanAgain.as_view(), name="plan_again"),
    path("reason/", reading.GiveReasons.as_view(), name="give_reasons"),
    path("list/", listing.CaseList.as_view(), name="case_list"),
    path("sheet/", listing.ActionSheet.as_view(), name="action_sheet"),
]
of_case = [
    path("meeting/", listing.ListCase.as_view(), name="list_case"),
    path("meeting/off/", listing.TakeOffList.as_view(), name="take_off_list"),
    path("meeting/later/", listing.DeferCase.as_view(), name="defer"),
    path("meeting/ask/", listing.AskResearch.as_view(), name="ask_research"),
]
