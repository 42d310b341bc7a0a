from django.urls import path

from meetings.views.closure import (
    CompleteCase,
    RecordDeath,
    SendToRightArea,
    TakeBackDeath,
    WithdrawCase,
)

of_case = [
    path("complete/", CompleteCase.as_view(), name="complete_case"),
    path("withdraw/", WithdrawCase.as_view(), name="withdraw_case"),
    path("right-area/", SendToRightArea.as_view(), name="send_to_right_area"),
    path("death/", RecordDeath.as_view(), name="record_death"),
    path("death/take-back/", TakeBackDeath.as_view(), name="take_back_death"),
]
