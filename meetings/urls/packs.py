from django.urls import include, path

from meetings.views import as_it_was, packs

urlpatterns = [
    path("copies/", packs.FindCopy.as_view(), name="find_copy"),
]
of_pack = [
    path("", packs.ShowPack.as_view(), name="pack"),
    path("take/", packs.TakeCopy.as_view(), name="take_copy"),
    path("copies/", packs.Copies.as_view(), name="copies"),
    path("recall/", packs.Recall.as_view(), name="recall_copies"),
    path("<uuid:copy_id>/", packs.ShowCopy.as_view(), name="copy"),
    path("<uuid:copy_id>/again/", packs.AskAgain.as_view(), name="copy_again"),
    path("<uuid:copy_id>/fetch/", packs.FetchCopy.as_view(), name="fetch_copy"),
    path("<uuid:copy_id>/answer/", packs.AnswerRecall.as_view(), name="answer_recall"),
]
of_meeting = [
    path("pack/", include(of_pack)),
    path("as-it-was/", as_it_was.MeetingAsItWas.as_view(), name="meeting_as_it_was"),
]
of_case = [
    path("as-it-was/", as_it_was.CaseAsItWas.as_view(), name="case_as_it_was"),
]
