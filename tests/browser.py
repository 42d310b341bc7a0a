"""People before the portal in a real browser, and what is asked of every page that they see."""

import os
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Error, expect

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
    # compile and tidy up: to begin either takes time. Nor is a script made faster that runs so
    # briefly: that takes longer than it saves.
    "--renderer-process-limit=1",
    "--js-flags=--single-threaded --no-opt --no-maglev",
]
# What is wrong with the page by these rules, in words made in the page: all that axe tells is long
# to hand over, and each question on its own takes as long as a rule. The browser keeps axe from
# page to page as it is served; `null` where the portal cannot be reached for it.
JUDGE = """async (rules) => {
  const root = document.documentElement
  const found = []
  const over = root.scrollWidth - root.clientWidth
  if (over > 0) {
    // The elements that reach beyond the window, the innermost only.
    const widest = [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1)
      .filter((one, place, all) => !all.some((other) => other !== one && one.contains(other)))
    const told = widest.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(' | ')
    found.push(`scrolls sideways by ${over} px: ${told}`)
  }
  const brought = () => new Promise((done) => {
    const script = document.createElement('script')
    script.src = '/static/axe.min.js'
    script.onload = () => done(true)
    script.onerror = () => done(false)
    document.head.append(script)
  })
  if (!window.axe && !await brought()) return null
  const { violations } = await axe.run(document, { runOnly: rules, reporter: 'no-passes' })
  return found.concat(violations.map((one) => `axe ${one.id}: ${one.help}: ` +
    one.nodes.slice(0, 4).map((node) => `${node.target} ${node.html.slice(0, 160)}`).join('; ')))
}"""
# What the focused element is called, as a person would read it.
NAME_OF_FOCUS = """() => {
  const one = document.activeElement
  const words = one.labels?.[0]?.textContent || one.getAttribute('aria-label') || one.textContent
  return words.trim().replace(/\\s+/g, ' ')
}"""
# Waits in the page: `expect` would let up to a second pass until it looks again.
NOTHING_ON_ITS_WAY = """() => new Promise((done) => {
  const look = () => {
    if (document.querySelector('form[data-asking], form[data-sent], form.htmx-request')) setTimeout(look, 10)
    else done()
  }
  look()
})"""
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
        """Wait until a form that was sent is answered, and the answer is there: the page asks first
        whether the portal is there."""
        while True:
            try:
                self.page.evaluate(NOTHING_ON_ITS_WAY)
                break
            except Error as error:
                if "context was destroyed" not in error.message:  # by the next page
                    raise
        self.page.wait_for_load_state()

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

    def waits(self, seconds):
        """Let so much time pass for the page, whose clock the test has installed."""
        self.page.clock.fast_forward(seconds * 1000)

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
            place.get_by_text(one).filter(visible=True).first.wait_for()  # looks often

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
        rules = RULES if size is DESK else RULES_OF_PLACE
        found = self.page.evaluate(JUDGE, rules)
        if found is None:
            self.page.evaluate(AXE.read_text())
            found = self.page.evaluate(JUDGE, rules)
        return found

    def _picture(self, path):
        # Playwright hides carets by a style on each field, which htmx would copy later.
        self.page.screenshot(path=path, full_page=True, caret="initial")

    def show_where(self):
        """Picture the page where the person was when the test failed."""
        self._picture(self.album.path(f"failed-{self.name}", 1280))

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
