"""Only its owner sets a password, through a link that works once and for a day."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sharing import clock
from sharing.actor import Actor
from sharing.events import PASSWORD_SET
from sharing.http import Request
from sharing.link_tokens import hash_of, token_of
from sharing.models import PasswordLink, User
from sharing.queries.accounts import usable_links
from sharing.work import current

IN_SESSION = "password_link"


def make_link(user: User) -> PasswordLink:
    """The person has one link that sets their password; earlier ones no longer work."""
    now = clock.now()
    PasswordLink.objects.filter(user=user, used_at__isnull=True).update(used_at=now)
    link = PasswordLink(user=user, made_at=now)
    link.token_hash = hash_of(token_of(link.pk))
    link.save()
    return link


def open_link(*, actor: Actor, request: Request, token: str) -> None:
    """The session holds the token, so that the address need not. It does so only for a link that
    works, because anybody can ask for any address, and each session is a row."""
    if usable_links().filter(token_hash=hash_of(token)).exists():
        request.session[IN_SESSION] = token


def is_open(*, request: Request) -> bool:
    """Return whether the session knows a link that still sets a password."""
    return usable_links().filter(token_hash=hash_of(_token(request))).exists()


def set_password(*, actor: Actor, request: Request, password: str) -> list[str]:
    """The person whose link was opened has this password. All their sessions end; their second
    factor stays. Returns what is wrong with the password or the link, if anything; then nothing
    changes."""
    links = usable_links().select_for_update(of=("self",)).select_related("user")
    link = links.filter(token_hash=hash_of(_token(request))).first()
    if link is None:
        return [_("This link was used or is older than a day. Ask for a new one.")]
    try:
        validate_password(password, link.user)
    except ValidationError as wrong:
        return wrong.messages
    link.user.set_password(password)
    link.user.save(update_fields=["password"])
    link.used_at = clock.now()
    link.save()
    request.session.flush()
    current().note(PASSWORD_SET, people=[link.user_id], changing=True)
    return []


def _token(request: Request) -> str:
    token: str = request.session.get(IN_SESSION, "")
    return token
