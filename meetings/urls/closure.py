from django.urls import path

from meetings.views.closure import (
    CompleteCase,
    RecordDeath,
    SendToRightArea,
    TakeBackDeath,
    WithdrawCase,
)

urlpatterns = [
    path("cases/<uuid:case_id>/complete/", CompleteCase.as_view(), name="complete_case"),
    path("cases/<uuid:case_id>/withdraw/", WithdrawCase.as_view(), name="withdraw_case"),
    path(
        "cases/<uuid:case_id>/right-area/",
        SendToRightArea.as_view(),
        name="send_to_right_area",
    ),
    path("cases/<uuid:case_id>/death/", RecordDeath.as_view(), name="record_death"),
    path("cases/<uuid:case_id>/death/take-back/", TakeBackDeath.as_view(), name="take_back_death"),
]
