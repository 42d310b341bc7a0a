from django.urls import path

from meetings.views import research as views

RETURN = "cases/<uuid:case_id>/research/return/"

urlpatterns = [
    path("research/", views.MyResearch.as_view(), name="research"),
    path(
        "meetings/<uuid:meeting_id>/research/list/",
        views.LookUpWholeList.as_view(),
        name="research_list",
    ),
    path("meetings/<uuid:meeting_id>/research/", views.Grid.as_view(), name="research_grid"),
    path(
        "meetings/<uuid:meeting_id>/research/remind/<uuid:agency_id>/",
        views.Chase.as_view(),
        name="chase_research",
    ),
    path("cases/<uuid:case_id>/research/", views.ReadResearch.as_view(), name="case_research"),
    path(RETURN, views.Return.as_view(), name="research_return"),
    path(f"{RETURN}answer/", views.Answer.as_view(), name="answer_research"),
    path(f"{RETURN}nobody/", views.Nobody.as_view(), name="nil_return"),
    path(f"{RETURN}items/", views.AddItem.as_view(), name="add_item"),
    path(f"{RETURN}items/<uuid:item_id>/", views.ChangeItem.as_view(), name="change_item"),
    path(
        f"{RETURN}items/<uuid:item_id>/withdraw/",
        views.WithdrawItem.as_view(),
        name="withdraw_item",
    ),
    path(f"{RETURN}submit/", views.Submit.as_view(), name="submit_research"),
]
