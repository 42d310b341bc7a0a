from django.urls import include, path

from meetings.views.hearing import case, conflicts, meeting, minutes, observers, paper

of_meeting = [
    path("opening/", meeting.MeetingOpening.as_view(), name="meeting_opening"),
    path("open/", meeting.OpenMeeting.as_view(), name="open_meeting"),
    path("open/take-back/", meeting.TakeOpeningBack.as_view(), name="take_opening_back"),
    path("presence/", meeting.RecordPresence.as_view(), name="record_presence"),
    path("declaration/", meeting.Declare.as_view(), name="declare"),
    path("declaration/for-another/", meeting.DeclareFor.as_view(), name="declare_for"),
    path("observers/", observers.Observers.as_view(), name="observers"),
    path(
        "observers/<uuid:admission_id>/take-back/",
        observers.TakeBackObserver.as_view(),
        name="take_back_observer",
    ),
    path("end/", meeting.EndMeeting.as_view(), name="end_meeting"),
    path("cases/<uuid:case_id>/", case.HearingAtMeeting.as_view(), name="hearing"),
    path("cases/<uuid:case_id>/plan/", case.PlanPoll.as_view(), name="hearing_plan"),
    path("minutes/", minutes.MeetingMinutesView.as_view(), name="meeting_minutes"),
    path("minutes/agree/", minutes.AgreeMinutes.as_view(), name="agree_minutes"),
    path("minutes/paper/", paper.MeetingMinutesPaper.as_view(), name="meeting_minutes_paper"),
]
of_hearing = [
    path("", case.HearingView.as_view(), name="hearing"),
    path("begin/", case.BeginHearing.as_view(), name="begin_hearing"),
    path("record/", case.RecordHearing.as_view(), name="record_hearing"),
    path("end/", case.EndHearing.as_view(), name="end_hearing"),
    path("reopen/", case.ReopenHearing.as_view(), name="reopen_hearing"),
]
of_case = [
    path("hearing/", include(of_hearing)),
    path("conflicts/", conflicts.Conflicts.as_view(), name="conflicts"),
    path("conflicts/<uuid:conflict_id>/end/", conflicts.EndConflict.as_view(), name="end_conflict"),
    path("minutes/", minutes.CaseMinutesView.as_view(), name="minutes"),
    path("minutes/paper/", paper.CaseMinutesPaper.as_view(), name="minutes_paper"),
    path("minutes/plan/", paper.ActionPlanPaper.as_view(), name="action_plan_paper"),
]
