from django.urls import path

from meetings.views.hearing import case, conflicts, meeting, minutes, observers, paper

urlpatterns = [
    path(
        "meetings/<uuid:meeting_id>/opening/",
        meeting.MeetingOpening.as_view(),
        name="meeting_opening",
    ),
    path("meetings/<uuid:meeting_id>/open/", meeting.OpenMeeting.as_view(), name="open_meeting"),
    path(
        "meetings/<uuid:meeting_id>/open/take-back/",
        meeting.TakeOpeningBack.as_view(),
        name="take_opening_back",
    ),
    path(
        "meetings/<uuid:meeting_id>/presence/",
        meeting.RecordPresence.as_view(),
        name="record_presence",
    ),
    path("meetings/<uuid:meeting_id>/declaration/", meeting.Declare.as_view(), name="declare"),
    path(
        "meetings/<uuid:meeting_id>/declaration/for-another/",
        meeting.DeclareFor.as_view(),
        name="declare_for",
    ),
    path("meetings/<uuid:meeting_id>/observers/", observers.Observers.as_view(), name="observers"),
    path(
        "meetings/<uuid:meeting_id>/observers/<uuid:admission_id>/take-back/",
        observers.TakeBackObserver.as_view(),
        name="take_back_observer",
    ),
    path("meetings/<uuid:meeting_id>/end/", meeting.EndMeeting.as_view(), name="end_meeting"),
    path(
        "meetings/<uuid:meeting_id>/cases/<uuid:case_id>/",
        case.HearingView.as_view(),
        name="hearing",
    ),
    path("cases/<uuid:case_id>/hearing/", case.HearingView.as_view(), name="hearing"),
    path(
        "meetings/<uuid:meeting_id>/cases/<uuid:case_id>/plan/",
        case.PlanPoll.as_view(),
        name="hearing_plan",
    ),
    path("cases/<uuid:case_id>/hearing/begin/", case.BeginHearing.as_view(), name="begin_hearing"),
    path(
        "cases/<uuid:case_id>/hearing/record/", case.RecordHearing.as_view(), name="record_hearing"
    ),
    path("cases/<uuid:case_id>/hearing/end/", case.EndHearing.as_view(), name="end_hearing"),
    path(
        "cases/<uuid:case_id>/hearing/reopen/", case.ReopenHearing.as_view(), name="reopen_hearing"
    ),
    path("cases/<uuid:case_id>/conflicts/", conflicts.Conflicts.as_view(), name="conflicts"),
    path(
        "cases/<uuid:case_id>/conflicts/<uuid:conflict_id>/end/",
        conflicts.EndConflict.as_view(),
        name="end_conflict",
    ),
    path(
        "meetings/<uuid:meeting_id>/minutes/",
        minutes.MeetingMinutesView.as_view(),
        name="meeting_minutes",
    ),
    path(
        "meetings/<uuid:meeting_id>/minutes/agree/",
        meeting.AgreeMinutes.as_view(),
        name="agree_minutes",
    ),
    path(
        "meetings/<uuid:meeting_id>/minutes/paper/",
        paper.MeetingMinutesPaper.as_view(),
        name="meeting_minutes_paper",
    ),
    path("cases/<uuid:case_id>/minutes/", minutes.CaseMinutesView.as_view(), name="minutes"),
    path(
        "cases/<uuid:case_id>/minutes/paper/",
        paper.CaseMinutesPaper.as_view(),
        name="minutes_paper",
    ),
    path(
        "cases/<uuid:case_id>/minutes/plan/",
        paper.ActionPlanPaper.as_view(),
        name="action_plan_paper",
    ),
]
