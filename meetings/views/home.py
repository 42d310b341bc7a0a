"""The next tasks, for each role."""

from typing import Any

from meetings.queries.home import home
from sharing.views.base import PageView


class Home(PageView):
    template_name = "meetings/home/home.html"

    def context(self) -> dict[str, Any]:
        return {"home": home(self.actor, acts_as_others=self.request.has_others)}
