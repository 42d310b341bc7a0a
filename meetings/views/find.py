"""Looking for a case. The search text is sent in a form, so that no address holds it."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from meetings.forms.find import FindForm
from meetings.queries.find import find_cases, may_find
from sharing.queries.emergency import offers_emergency
from sharing.views.base import PageView


class Find(PageView):
    template_name = "meetings/find/find.html"
    form_class = FindForm
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        may_find(self.actor)
        return self.found({"form": FindForm()})

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        form = FindForm(request.POST)
        if not form.is_valid():
            may_find(self.actor)
            return self.found({"form": form}, status=422)
        result = find_cases(self.actor, form.cleaned_data["find"])
        return self.found({"form": form, "result": result})

    def found(self, context: dict[str, object], *, status: int = 200) -> HttpResponse:
        context |= {"may_open": offers_emergency(self.actor)}
        return TemplateResponse(self.request, self.template_name, context, status=status)
