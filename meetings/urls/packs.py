from django.urls import path

from meetings.views import as_it_was, packs

urlpatterns = [
    path("meetings/<uuid:meeting_id>/pack/", packs.ShowPack.as_view(), name="pack"),
    path("meetings/<uuid:meeting_id>/pack/take/", packs.TakeCopy.as_view(), name="take_copy"),
    path("meetings/<uuid:meeting_id>/pack/copies/", packs.Copies.as_view(), name="copies"),
    path("meetings/<uuid:meeting_id>/pack/recall/", packs.Recall.as_view(), name="recall_copies"),
    path("meetings/<uuid:meeting_id>/pack/<uuid:copy_id>/", packs.ShowCopy.as_view(), name="copy"),
    path(
        "meetings/<uuid:meeting_id>/as-it-was/",
        as_it_was.MeetingAsItWas.as_view(),
        name="meeting_as_it_was",
    ),
    path(
        "cases/<uuid:case_id>/as-it-was/",
        as_it_was.CaseAsItWas.as_view(),
        name="case_as_it_was",
    ),
    path(
        "meetings/<uuid:meeting_id>/pack/<uuid:copy_id>/again/",
        packs.AskAgain.as_view(),
        name="copy_again",
    ),
    path(
        "meetings/<uuid:meeting_id>/pack/<uuid:copy_id>/fetch/",
        packs.FetchCopy.as_view(),
        name="fetch_copy",
    ),
    path(
        "meetings/<uuid:meeting_id>/pack/<uuid:copy_id>/answer/",
        packs.AnswerRecall.as_view(),
        name="answer_recall",
    ),
    path("copies/", packs.FindCopy.as_view(), name="find_copy"),
]
