from django.urls import path

from meetings.views.case import CaseEvent, Cases, CaseTrail, ShowCase
from meetings.views.find import Find
from meetings.views.home import Home

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("find/", Find.as_view(), name="find"),
    path("cases/", Cases.as_view(), name="cases"),
    path("cases/<uuid:case_id>/", ShowCase.as_view(), name="case"),
    path("cases/<uuid:case_id>/trail/", CaseTrail.as_view(), name="case_trail"),
    path("cases/<uuid:case_id>/trail/<uuid:event_id>/", CaseEvent.as_view(), name="case_event"),
]
