"""What is torn on its way, over real HTTP, is not taken: a form, what a page sends by itself, or a
file. Nothing is done, the page says so, and the same form is taken once it comes whole."""

import re
import socket
import threading
import time
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from marac_portal.bodies import Body
from meetings.models import Stage
from sharing.models import Item
from sharing.unit import unit_of_work
from tests.doing import form_token
from tests.integration.research.helpers import answer
from tests.integration.test_killed_upload import Sender, form_of
from tests.killable import MOST, cookies_of, fields_of, resting, seed
from tests.servers import ask
from tests.signing_in import signed_in_client
from tests.story import case_at

__all__ = ["resting"]  # fixtures

URLENCODED = "application/x-www-form-urlencoded"
TEXT = "He said on 3 May that he would find her. "
LAST = "She is NOT to be called at home."
PATIENCE = 60  # seconds; a form that drips is given up after two, in production after twenty


class Torn(Sender):
    """Somebody whose connection breaks off in the midst of what they send."""

    def __init__(self, portal, case, session):
        super().__init__(portal, case, session)
        self.page_of_return = f"/cases/{case}/research/return/"
        answer, self.page = self.open(self.page_of_return)
        self.cookies = cookies_of(answer)

    def fields(self, **more):
        names = ("csrfmiddlewaretoken", "form_token", "version", "draft_version")
        return fields_of(self.page, names) | {"who_may_read": "shared"} | more

    def tear(self, path, body, kind, *, at, then=None, length=True, **headers):
        """Send a part of a form; return what is answered."""
        lines = {
            "Host": f"127.0.0.1:{self.portal.port}",
            "Cookie": f"__Host-session={self.session}; {self.cookies}",
            "X-Forwarded-Proto": "https",
            "Referer": f"https://127.0.0.1:{self.portal.port}/",
            "Content-Type": kind,
            "Connection": "close",
        } | headers
        if length:
            lines["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        with socket.create_connection(("127.0.0.1", self.portal.port), PATIENCE) as held:
            held.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body[:at])
            (then or half_closed)(held)
            with held.makefile("rb") as answer:
                return answer.read().decode()


def half_closed(held):
    held.shutdown(socket.SHUT_WR)


def drips(held):
    """Send a byte now and then, which is never idle, until the other side has had enough."""
    held.setblocking(False)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            held.send(b"a")
            held.recv(1, socket.MSG_PEEK)
            break  # it answers
        except BlockingIOError:
            time.sleep(0.5)
    held.settimeout(PATIENCE)


def is_refused(answer):
    return answer.startswith("HTTP/1.1 400 ") and "This did not arrive whole" in answer


@pytest.fixture
def told(scanner):
    return {"CLAMD_SOCKET": scanner, "SERVED": "tests.impatient"}


@pytest.fixture(params=["web", "runserver"])
def torn(resting, request):
    """Served as in production and in `make run`, and by Django's own server."""
    resting.start(request.param)
    return Torn(resting, *seed(resting, who="petra", more=answer))


def rows(torn, table):
    return ask(torn.portal.owner, f"SELECT count(*) FROM {table}")[0][0]


def test_what_is_torn_is_not_taken(torn, request):
    items = f"{torn.page_of_return}items/"
    body = urlencode(torn.fields(text=TEXT, nature="opinion", source="Her sister, who is afraid"))
    sent = body.encode()
    events = rows(torn, "audit_event")
    dripped = []
    slow = threading.Thread(
        target=lambda: dripped.append(
            torn.tear(items, sent + b"a" * 1000, URLENCODED, at=sent.index(b"who+is"), then=drips)
        )
    )
    if request.node.callspec.params["torn"] == "web":  # the other waits for as long as it takes
        slow.start()
    # In its text, in a field behind it, between two fields, and before its first byte.
    for at in (sent.index(b"3+May"), sent.index(b"who+is"), sent.index(b"&source"), 0):
        assert is_refused(torn.tear(items, sent, URLENCODED, at=at))
    # As htmx sends one, which names its origin in a header: it would have been taken for an empty
    # one.
    by_header = {"X-CSRFToken": torn.fields()["csrfmiddlewaretoken"], "HX-Request": "true"}
    assert is_refused(torn.tear(items, sent, URLENCODED, at=20, **by_header))
    # In pieces without its end, of which nobody says how long it is.
    in_pieces = b"%x\r\n" % len(sent) + sent + b"\r\n"
    how = {"length": False, "Transfer-Encoding": "chunked"} | by_header
    assert is_refused(torn.tear(items, in_pieces, URLENCODED, at=len(in_pieces), **how))
    # As the page keeps what is typed, and with a file.
    draft = f"{torn.page_of_return}draft/item/"
    whole, kind = form_of(torn.fields(text=TEXT + LAST), "calls.txt")
    within = whole.index(LAST.encode()) + 4
    assert is_refused(torn.tear(draft, whole, kind, at=within, **{"X-Background": "1"}))
    for at in (whole.index(b"calls.txt"), len(whole) // 2, len(whole) - 4):
        assert is_refused(torn.tear(f"{torn.page_of_return}files/", whole, kind, at=at))
    if slow.ident:
        slow.join(MOST)
        assert is_refused(*dripped)
    done = ("sharing_item", "sharing_attachment", "sharing_formtoken")
    assert [rows(torn, one) for one in done] == [0, 0, 0]
    assert rows(torn, "audit_event") == events
    # The very same form, whole.
    assert torn.post(items, body, torn.cookies)
    page = torn.open(torn.page_of_return)[1]
    assert "Her sister, who is afraid" in page
    assert len(re.findall("He said on 3 May", page)) == 1


@pytest.mark.parametrize("how", ["broke off", "in pieces"])
def test_the_page_says_so(cast, how):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    petra = signed_in_client(cast, "petra")
    way = {"HTTP_TRANSFER_ENCODING": "chunked"}
    if how == "broke off":
        way = {"wsgi.input": Body(BytesIO(b"text=He+said"), 100), "CONTENT_LENGTH": "100"}
    fields = {"text": TEXT, "who_may_read": "shared"} | form_token()
    response = petra.post(reverse("add_item", args=[case.pk]), fields, **way)
    assert response.status_code == 400
    assert "Nothing of it was taken" in response.text
    with unit_of_work(cast.actor("petra")):
        assert not Item.objects.filter(scope_id=case.pk).exists()
