from django.urls import path

from meetings.views.follow_up import Actions, AddDevelopment, UpdateAction

urlpatterns = [
    path("actions/", Actions.as_view(), name="actions"),
    path("actions/<uuid:action_id>/", UpdateAction.as_view(), name="update_action"),
]
of_case = [
    path("development/", AddDevelopment.as_view(), name="add_development"),
]
