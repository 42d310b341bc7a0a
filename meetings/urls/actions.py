from django.urls import path

from meetings.views import actions

urlpatterns = [
    path(
        "actions/<uuid:action_id>/correct/", actions.CorrectAction.as_view(), name="correct_action"
    ),
    path("actions/<uuid:action_id>/strike/", actions.StrikeAction.as_view(), name="strike_action"),
]
of_case = [
    path("plan/", actions.RecordAction.as_view(), name="record_action"),
    path("plan/read/", actions.ReadLine.as_view(), name="read_line"),
    path("earlier-actions/", actions.RecordEarlierAction.as_view(), name="record_earlier_action"),
]
