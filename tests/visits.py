"""Visits to pages by one of the cast, and what stands on them."""

import re
from html import unescape

from django.urls import reverse

from tests.doing import form_token
from tests.signing_in import signed_in_client


def get(cast, who, name, *args):
    return signed_in_client(cast, who).get(reverse(name, args=args))


def post(cast, who, name, *args, client=None, **data):
    client = client or signed_in_client(cast, who)
    return client.post(reverse(name, args=args), form_token() | data)


def send(client, address, **values):
    """Open the page, fill in its form and send it."""
    return client.post(address, hidden(client.get(address)) | values)


def hidden(page):
    """Return the hidden fields of the last form of a page: its token, its version and what the
    page showed."""
    text = page.content.decode()
    found = {}
    for name in ("form_token", "version", "opened_with", "stamp"):
        values = re.findall(rf'name="{name}" value="([^"]+)"', text)
        if values:
            found[name] = values[-1]
    return found


def day(name, value):
    """Return the three fields of a date, empty without one."""
    parts = {"day": value.day, "month": value.month, "year": value.year} if value else {}
    return {f"{name}-{part}": parts.get(part, "") for part in ("day", "month", "year")}


def page_of(cast, who, path, status=200):
    """Return what the page at the path holds."""
    answer = signed_in_client(cast, who).get(path)
    assert answer.status_code == status
    return answer.content.decode()


def text(response):
    """Return what a page holds, tags and all, with its characters as they are read."""
    return unescape(response.content.decode())


def words_of(response):
    """Return the words of a page, without tags and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def without_tokens(answer):
    """Return the lines of a page that are the same for all who open it."""
    lines = answer.content.decode().splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line]
