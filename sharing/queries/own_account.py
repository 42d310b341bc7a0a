"""The actor's own account: what they sign in with, and where they are signed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sharing import clock, encryption
from sharing.actor import Actor
from sharing.events import OWN_ACCOUNT_SEEN
from sharing.flow import case_flow
from sharing.models import PortalSession, User
from sharing.queries.second_factor import recovery_codes_of
from sharing.sessions.lasting import time_left
from sharing.sessions.marks import ACTIVE, SECOND_FACTOR, SIGNED_IN
from sharing.work import current


@dataclass(frozen=True)
class OpenSession:
    """A place where somebody is signed in, or gave their password and no code yet."""

    handle: UUID
    since: datetime
    active: datetime
    both_factors: bool
    here: bool


@dataclass(frozen=True)
class OwnAccount:
    person: User
    codes_left: int
    sessions: list[OpenSession]
    known: int  # further sessions that are over; a form sent in them is still kept

    @property
    def others(self) -> int:
        return sum(not one.here for one in self.sessions)


def own_account(actor: Actor, *, key: str | None) -> OwnAccount:
    """Return the actor's account and open sessions. The session with that key is this one."""
    current().note(OWN_ACCOUNT_SEEN)
    codes = recovery_codes_of(actor)
    found = open_sessions(actor)
    over = [one for one in known_sessions(actor) if one not in found]
    return OwnAccount(
        User.objects.get(pk=actor.person_id),
        len(codes.hashes) if codes else 0,
        [_shown(one, here=one.session_key == key) for one in found],
        known=sum(SECOND_FACTOR in one.get_decoded() for one in over),
    )


def open_sessions(actor: Actor) -> list[PortalSession]:
    """Return the actor's sessions that are not over, the one used last first."""
    awake = case_flow().awake(actor)
    found = [
        session
        for session in known_sessions(actor)
        if time_left(session.get_decoded(), awake=awake)
    ]
    return sorted(found, key=lambda one: _times(one)[1], reverse=True)


def known_sessions(actor: Actor) -> QuerySet[PortalSession]:
    """Return the actor's sessions, also those that are over and only tell whose they were."""
    return PortalSession.objects.filter(user=actor.person_id, expire_date__gt=clock.now())


def handle_of(session: PortalSession) -> UUID:
    """Return an identifier of a session that an address may hold. The key itself would sign in its
    reader, and the identifier is made from it in a way that cannot be reversed."""
    return UUID(bytes=encryption.keyed_hash("session handle", session.session_key)[:16])


def _shown(session: PortalSession, *, here: bool) -> OpenSession:
    since, active = _times(session)
    both = SECOND_FACTOR in session.get_decoded()
    return OpenSession(handle_of(session), since, active, both, here)


def _times(session: PortalSession) -> tuple[datetime, datetime]:
    what = session.get_decoded()
    since = datetime.fromisoformat(what[SIGNED_IN])
    return since, datetime.fromisoformat(what[ACTIVE])
