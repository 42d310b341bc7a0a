from django.urls import path

from meetings.views import triage

urlpatterns = [
    path("triage/", triage.TriageList.as_view(), name="triage_list"),
    path("cases/<uuid:case_id>/triage/", triage.Triage.as_view(), name="triage"),
    path("cases/<uuid:case_id>/triage/accept/", triage.Accept.as_view(), name="accept"),
    path("cases/<uuid:case_id>/triage/return/", triage.Return.as_view(), name="return_referral"),
    path("cases/<uuid:case_id>/triage/decline/", triage.Decline.as_view(), name="decline"),
    path(
        "cases/<uuid:case_id>/triage/decline/agree/",
        triage.ConfirmDecline.as_view(),
        name="confirm_decline",
    ),
    path(
        "cases/<uuid:case_id>/triage/decline/disagree/",
        triage.ReverseDecline.as_view(),
        name="reverse_decline",
    ),
    path("cases/<uuid:case_id>/triage/join/", triage.Join.as_view(), name="join"),
]
