"""People before the portal in a real browser, and what is asked of every page that they see."""

import os
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from sharing.models.second_factor import STEP
from tests.personas import PASSWORD
from tests.signing_in import good_code, session_of

SCREENSHOTS = settings.BASE_DIR / "build" / "screenshots"
# A picture takes half as long as all that is asked of the page. Unless somebody wants to look
# through them, one is taken only where something is wrong, and of the case that is played.
EACH_IS_PICTURED = "PICTURES" in os.environ
AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA, and what axe calls best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What of them depends on where things stand: asked again on a phone, where all else is the same.
RULES_OF_PLACE = ["scrollable-region-focusable", "target-size"]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}

CHROMIUM = "/usr/bin/chromium-headless-shell"
# No request leaves the machine, also none of the browser's own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # One process for the pages of everybody, kept from page to page, without threads beside it that
    # compile and tidy up: to begin either takes time.
    "--renderer-process-limit=1",
    "--js-flags=--single-threaded",
]
# What axe finds wrong, in words made in the page: all that axe tells is long to hand over.
JUDGE = """rules => axe.run(document, {runOnly: rules, reporter: 'no-passes'}).then((found) =>
  found.violations.map((one) => `axe ${one.id}: ${one.help}: ` + one.nodes.slice(0, 4)
    .map((node) => `${node.target} ${node.html.slice(0, 160)}`).join('; ')))"""
# What the focused element is called, as a person would read it.
NAME_OF_FOCUS = """() => {
  const one = document.activeElement
  const words = one.labels?.[0]?.textContent || one.getAttribute('aria-label') || one.textContent
  return words.trim().replace(/\\s+/g, ' ')
}"""
# Asked again after milliseconds, where `expect` would let up to a second pass.
NOTHING_ON_ITS_WAY = "() => !document.querySelector('form[data-asking], form[data-sent]')"
# The elements that reach beyond the window, the innermost only.
WIDEST = """width => [...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > width + 1)
  .filter((one, place, all) => !all.some((other) => other !== one && one.contains(other)))
  .slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(' | ')"""
# The browser writes each answer with an error status into its console; `Person` judges those
# itself, as a page may rightly answer 404 or 422. htmx writes that leaving a page cut a poll off.
EXPECTED = ("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort", "Response Status")

expect.set_options(timeout=30_000)


class Album:
    """The pictures of one test, numbered in the order in which they were taken, and what was
    found wrong on the way; all of it is told at the end."""

    def __init__(self, name: str) -> None:
        self.folder = SCREENSHOTS / re.sub(r"\W+", "-", name).strip("-")
        self.taken = 0
        self.is_kept = False  # also where nothing is wrong, as each page is at a desk
        self.problems: list[str] = []
        if self.folder.exists():
            for old in self.folder.glob("*.png"):
                old.unlink()

    def next(self, words: str) -> str:
        self.taken += 1
        return f"{self.taken:02}-{re.sub(r'[^a-z0-9]+', '-', words.lower()).strip('-')}"

    def path(self, name: str, width: int) -> Path:
        return self.folder / f"{name}-{width}.png"


class Person:
    """Somebody of the cast at a browser of their own."""

    def __init__(self, name, *, context, server, cast, album):
        self.name, self.context, self.cast, self.album = name, context, cast, album
        self.server = server
        self.page = context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._wrong(f"script: {error}"))
        self.page.on("response", self._answered)

    # Getting in.

    def sign_in(self, membership=None):
        """Be signed in without the pages; the test of the sign-in goes through them."""
        session = session_of(self.cast.user(self.name), membership=membership)
        self.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": session.session_key,
                    "url": self.server,
                }
            ]
        )
        return self

    def give_password(self, password=PASSWORD):
        self.fill("E-mail address", f"{self.name}@example.org")
        self.fill("Password", password)
        self.press("Continue")

    def give_code(self, device):
        """Give the code of this moment, which is used once only: another moment's is awaited."""
        device.refresh_from_db()
        code = good_code(device)
        step = int(time.time()) // STEP
        if device.last_step >= step:  # used in this step: pretend that it was in the last
            device.last_step = step - 1
            device.save()
        self.fill("6-digit code", code)
        self.press("Sign in")

    # Finding the way.

    def go(self, name, **kwargs):
        """Open the page of that name; the answer, so that a test can ask for its status."""
        return self.page.goto(self.server + reverse(name, kwargs=kwargs))

    def go_to(self, path):
        return self.page.goto(self.server + path)

    @property
    def path(self):
        return urlsplit(self.page.url).path

    def is_at(self, name, **kwargs):
        expect(self.page).to_have_url(
            re.compile(re.escape(reverse(name, kwargs=kwargs)) + r"([?#].*)?$")
        )

    # Doing. Everything is found by the words that a person reads.

    def press(self, words, *, within=None, exact=True):
        (within or self.page).get_by_role("button", name=words, exact=exact).first.click()
        self.is_sent()

    def is_sent(self):
        """Wait until a form that was sent is answered: the page asks first whether the portal is
        there."""
        self.page.wait_for_function(NOTHING_ON_ITS_WAY, polling=50)

    def follow(self, words, *, within=None, exact=True):
        (within or self.page).get_by_role("link", name=words, exact=exact).first.click()

    def fill(self, label, value, *, within=None, exact=True):
        (within or self.page).get_by_label(label, exact=exact).first.fill(value)

    def choose(self, label, *, within=None, exact=True):
        """Tick the box or the radio with these words."""
        (within or self.page).get_by_label(label, exact=exact).first.check()

    def select(self, label, option, *, within=None):
        (within or self.page).get_by_label(label, exact=True).first.select_option(label=option)

    def date(self, group, day, *, within=None):
        """Fill the day, month and year of the date field with that legend."""
        field = (within or self.page).get_by_role("group", name=group)
        for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            field.get_by_label(label).fill(str(value))

    def area(self, name):
        """Return the part of the page with that heading or label."""
        return self.page.get_by_role("region", name=name)

    # By keyboard alone.

    def key(self, key):
        self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def tab_to(self, words, *, most=80, exact=True):
        """Press Tab until the focus is on what is called so, and see that it shows."""
        met = []
        while len(met) < most:
            self.key("Tab")
            met.append(self.page.evaluate(NAME_OF_FOCUS))
            if met[-1] == words or (not exact and met[-1].startswith(words)):
                return
        raise AssertionError(f"Tab at {self.path} does not reach “{words}”, but {met}")

    # Seeing.

    def sees(self, *words, within=None):
        for one in words:
            place = within or self.page.locator("body")
            expect(place.get_by_text(one).filter(visible=True).first).to_be_visible()

    def sees_not(self, *words):
        text = self.page.locator("body").inner_text()
        for one in words:
            assert one not in text, f"{self.name} sees “{one}” at {self.path}"

    def heading(self, words):
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def look(self, words, *, scripts=True):
        """Look at the page at a desk and on a phone: axe finds nothing, and nothing scrolls
        sideways; a picture each, if they are wanted or something is wrong."""
        name = self.album.next(f"{self.name} {words}")
        self.page.locator("footer").wait_for()  # a page on its way in has no size yet
        for size in (PHONE, DESK):
            self.page.set_viewport_size(size)
            found = self._seen_at(size) if scripts else []
            for one in found:
                self._wrong(one, f"{name} at {size['width']}")
            if EACH_IS_PICTURED or found or (self.album.is_kept and size is DESK):
                self._picture(self.album.path(name, size["width"]))

    def _seen_at(self, size):
        """Return what is wrong with the page in a window of that size."""
        found = []
        over = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if over > 0:
            widest = self.page.evaluate(WIDEST, size["width"])
            found.append(f"scrolls sideways by {over} px: {widest}")
        return found + self._axe(RULES if size is DESK else RULES_OF_PLACE)

    def _picture(self, path):
        # Playwright hides carets by a style on each field, which htmx would copy later.
        self.page.screenshot(path=path, full_page=True, caret="initial")

    def show_where(self):
        """Picture the page where the person was when the test failed."""
        self._picture(self.album.path(f"failed-{self.name}", 1280))

    def _axe(self, rules):
        """Return what axe finds wrong in the page by these rules."""
        if not self.page.evaluate("typeof window.axe === 'object'"):
            self.page.evaluate(AXE.read_text())
        return self.page.evaluate(JUDGE, rules)

    def _heard(self, message):
        # What the content security policy forbids is told here as an error too.
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            where = message.location
            self._wrong(f"console: {message.text} ({where['url']}:{where['lineNumber']})")

    def _answered(self, response):
        page = response.request.is_navigation_request()
        if response.status >= 500 or (
            response.status >= 400 and not page and response.status != 422
        ):
            self._wrong(f"{response.status} for {urlsplit(response.url).path}")

    def _wrong(self, what, place=None):
        self.album.problems.append(f"{self.name}, {place or self.path}: {what}")
