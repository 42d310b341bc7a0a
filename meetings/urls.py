"""One block for each step, in the order of the flow."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
