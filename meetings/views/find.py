"""Looking for a case. What is typed is sent, so it stands in no address."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from meetings.forms.find import FindForm
from meetings.queries.find import find_cases, may_find
from sharing.views.base import PageView


class Find(PageView):
    template_name = "meetings/find/find.html"
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        may_find(self.actor)
        return TemplateResponse(request, self.template_name, {"form": FindForm()})

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        form = FindForm(request.POST)
        if not form.is_valid():
            may_find(self.actor)
            return TemplateResponse(request, self.template_name, {"form": form}, status=422)
        result = find_cases(self.actor, form.cleaned_data["find"])
        return TemplateResponse(request, self.template_name, {"form": form, "result": result})
