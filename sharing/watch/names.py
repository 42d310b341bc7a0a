"""Whether people look up themselves or their family. Names are compared inside the unit of work,
and the trail keeps only a code."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from sharing.codes import Watched
from sharing.events import Event, Kind, event
from sharing.names import family_words, given_words, words_of
from sharing.watch.signs import tell
from sharing.work import Work

OWN_NAME_SOUGHT = event("own_name_sought", Kind.CONSULTATION, _("searched for their own name"))
FAMILY_NAME_SOUGHT = event(
    "family_name_sought", Kind.CONSULTATION, _("searched for their own family name")
)
OWN_NAME_SHOWN = event("own_name_shown", Kind.CONSULTATION, _("saw somebody of their own name"))
FAMILY_NAME_SHOWN = event(
    "family_name_shown", Kind.CONSULTATION, _("saw somebody of their own family name")
)
tell(Watched.OWN_NAME, OWN_NAME_SOUGHT, OWN_NAME_SHOWN)
tell(Watched.FAMILY_NAME, FAMILY_NAME_SOUGHT, FAMILY_NAME_SHOWN)


def note_sought(work: Work, typed: str) -> None:
    """Note on the event if the person searched for their own name or family name."""
    sought = words_of(typed)
    _note(work, sought, sought, own=OWN_NAME_SOUGHT, family_alone=FAMILY_NAME_SOUGHT)


def note_shown(work: Work, people: Iterable[tuple[str, str]]) -> None:
    """Note on the event if one of these people (given name, family name) has the reader's name or
    family name."""
    for given, family in people:
        _note(
            work,
            words_of(given),
            words_of(family),
            own=OWN_NAME_SHOWN,
            family_alone=FAMILY_NAME_SHOWN,
        )


def _note(
    work: Work, given: frozenset[str], family: frozenset[str], *, own: Event, family_alone: Event
) -> None:
    name = work.actor.name
    if family_words(name) & family:
        work.note(own if given_words(name) & given else family_alone)
