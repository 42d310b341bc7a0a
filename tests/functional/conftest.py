"""One browser for all tests of this folder, one context for each person of a test."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM, Album, Person

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="package")
def browser():
    # Playwright's loop runs in this thread until it is stopped, and Django would refuse to read
    # beside it. Tests of other folders run without.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def album(request):
    """The pictures of the test; what was found wrong beside them fails it at its end."""
    album = Album(request.node.name.removeprefix("test_"))
    yield album
    assert not album.problems, "\n".join(["", *dict.fromkeys(album.problems)])


@pytest.fixture
def person(request, live_server, cast, browser, album):
    """Return somebody of the cast at a browser of their own, signed in unless asked otherwise."""
    people = []

    def arrives(name, *, signed_in=True, scripts=True, membership=None):
        context = browser.new_context(
            viewport={"width": 1280, "height": 900},
            locale="en-GB",
            timezone_id="Europe/London",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        someone = Person(name, context=context, server=live_server.url, cast=cast, album=album)
        people.append(someone)
        return someone.sign_in(membership) if signed_in else someone

    yield arrives
    for someone in people:
        if request.node.stash.get(FAILED, False):
            someone.show_where()
        someone.context.close()
