from django.urls import include, path

from meetings.views import triage

urlpatterns = [
    path("triage/", triage.TriageList.as_view(), name="triage_list"),
]
of_triage = [
    path("", triage.Triage.as_view(), name="triage"),
    path("accept/", triage.Accept.as_view(), name="accept"),
    path("return/", triage.Return.as_view(), name="return_referral"),
    path("decline/", triage.Decline.as_view(), name="decline"),
    path("decline/agree/", triage.ConfirmDecline.as_view(), name="confirm_decline"),
    path("decline/disagree/", triage.ReverseDecline.as_view(), name="reverse_decline"),
    path("join/", triage.Join.as_view(), name="join"),
]
of_case = [
    path("triage/", include(of_triage)),
]
