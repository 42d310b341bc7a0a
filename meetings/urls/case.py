from django.urls import path

from meetings.views.case import (
    CaseEvent,
    Cases,
    CaseTrail,
    PrintCaseTrail,
    ShowCase,
    TakeCaseTrail,
)
from meetings.views.find import Find
from meetings.views.home import Home

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("find/", Find.as_view(), name="find"),
    path("cases/", Cases.as_view(), name="cases"),
]
of_case = [
    path("", ShowCase.as_view(), name="case"),
    path("trail/", CaseTrail.as_view(), name="case_trail"),
    path("trail/csv/", TakeCaseTrail.as_view(), name="case_trail_csv"),
    path("trail/pdf/", PrintCaseTrail.as_view(), name="case_trail_pdf"),
    path("trail/<uuid:event_id>/", CaseEvent.as_view(), name="case_event"),
]
