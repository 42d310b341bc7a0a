"""What is asked of each answer in the permission matrix, besides who gets which: one rendering of a
page answers all of it."""

import csv
import io
import re
from collections import defaultdict
from html import unescape

from sharing.models import AuditEvent
from tests.conftest import as_owner
from tests.marks import judge, shown
from tests.matrix import PERSONAS, addresses
from tests.paper import words_on
from tests.pseudo import CLOSE, OPEN, unmarked, unmarked_on, words_of_data

OF_CASES = {name for name, parts in addresses().items() if "case_id" in parts}


class Marks:
    """No answer shows what is not there for its reader."""

    def __init__(self, worlds):
        self.worlds, self.seen = worlds, defaultdict(list)

    def hear(self, line, persona, answer):
        self.seen[persona] += shown(line.name, answer, self.worlds)

    def judge(self):
        for persona, marks in self.seen.items():
            judge(persona, marks)


class Titles:
    """Each page of a case has a title of its own, with the reference and nothing else of it."""

    # Their readers may know nothing of the case, or ask about several.
    WITHOUT_A_CASE = {"conflicts", "end_conflict", "give_reason"}
    # Parts of one page, each sent to an address of its own.
    PARTS = {"answer_research": "research_return", "add_item": "research_return"}

    def __init__(self, world):
        self.case, self.titles = world.case, defaultdict(set)

    def hear(self, line, persona, answer):
        opened = line.method == "GET" and answer.status_code == 200
        if opened and line.name in OF_CASES and answer["Content-Type"].startswith("text/html"):
            title = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
            if title:
                words = re.sub(f"[{OPEN}{CLOSE}]", "", unescape(title[1]))
                self.titles[words].add(self.PARTS.get(line.name, line.name))

    def judge(self):
        ending = f" – case {self.case.reference} – MARAC portal"
        assert {title: names for title, names in self.titles.items() if len(names) > 1} == {}
        assert {
            title: names
            for title, names in self.titles.items()
            if "zq" in title or not (title.endswith(ending) or names <= self.WITHOUT_A_CASE)
        } == {}


class Words:
    """Every word that a person reads goes through a translation: the first who may open a page, and
    the first who is told why not, ask in a language of marks."""

    STORED = {"fetch_copy"}  # it was written when it was made

    def __init__(self):
        self.known, self.wrong = words_of_data(), {}

    def are_asked_of(self, line, persona):
        """Return whether this persona is the first with such an answer in the row."""
        for answers in ((200, 422), (403, 404)):
            given = zip(PERSONAS, line.answers, strict=True)
            if persona == next((who for who, answer in given if answer in answers), None):
                return line.name not in self.STORED
        return False

    def hear(self, line, persona, answer):
        if self.are_asked_of(line, persona):
            left = sorted(set(words_of(answer)) - self.known)
            if left:
                self.wrong[line.name, line.method, persona] = left

    def judge(self):
        assert self.wrong == {}


def words_of(response):
    """Return the unmarked words of a page or a paper."""
    if response["Content-Type"].startswith("text/html"):
        return unmarked_on(response.content.decode())
    if response["Content-Type"].startswith("text/csv"):
        head, *rows = csv.reader(io.StringIO(response.text))
        cells = [cell for _event, *row in rows for cell in row]
        return unmarked(" ".join([*head, *cells]))
    if response["Content-Type"].startswith(("text/plain", "application/json")):
        return []  # keys and signatures, for programs, and what somebody attached
    if response["Content-Type"] == "image/png":
        return []  # a page of what somebody attached
    assert response["Content-Type"] == "application/pdf", response["Content-Type"]
    text = words_on(response.content)
    assert OPEN in text
    return unmarked(text)


class Messages:
    """A form that is sent empty comes back to the first who may send it with what is missing, field
    by field: every message names its field and leads to it."""

    # What Django says where nobody gave other words: it names no field.
    NAMELESS = re.compile(
        r"This field is required|Enter a valid|Enter a whole number|valid choice|Ensure this value"
    )

    def __init__(self):
        self.sent = []

    def hear(self, line, persona, answer):
        if 422 in line.answers and PERSONAS[line.answers.index(422)] == persona:
            self.sent.append((line.name, answer.content.decode()))

    def judge(self):
        for name, page in self.sent:
            assert not self.NAMELESS.search(page), name
            for words, target in said(page) if name != "set_password" else []:
                assert words, name
                assert not target or f'id="{target}"' in page, f"{name}: {words}"


SUMMARY = re.compile(r'<ul class="govuk-list govuk-error-summary__list">(.*?)</ul>', re.DOTALL)


def said(page):
    """Return the messages of the error summary, each with the address that it leads to."""
    (summary,) = SUMMARY.findall(page)
    found = re.findall(r'<li>(?:<a href="#(.*?)">)?(.*?)(?:</a>)?</li>', summary)
    return [(unescape(words), target) for target, words in found]


class Trail:
    """Whoever opens a page that shows something of a case, a person, a meeting or an agency is on
    the trail."""

    # These show nothing of it (`docs/decisions/0032-who-read-what.md`): the pages of signing in,
    # forms with nothing in them yet, and the settings of the watch over the trail.
    NOTHING_SHOWN = {
        "sign_in",
        "second_factor",
        "recovery_code",
        "set_up_second_factor",
        "set_password",
        "choose_membership",
        "confirm_reading",
        "renew_codes",
        "stay_signed_in",
        "kept_forms",  # as nothing is kept here
        "refer",
        "open_in_emergency",
        "find_copy",
        "trail_of_case",
        "watch_settings",
        "watch_rule",
        "working_hours",
        "alert_days",
    }

    def __init__(self):
        self.opened = {}

    def hear(self, line, persona, answer):
        if line.method == "GET" and answer.status_code == 200:
            self.opened[answer["X-Request-ID"]] = line.name, persona

    def judge(self):
        with as_owner():
            of_requests = AuditEvent.objects.values_list("request_id", flat=True)
            recorded = {str(one) for one in of_requests}
        silent = {one for request, one in self.opened.items() if request not in recorded}
        assert silent == {one for one in self.opened.values() if one[0] in self.NOTHING_SHOWN}
