"""What a submit of a return would send, and the mark of that on its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Case, ResearchRequest
from meetings.queries.research.basis import Basis
from meetings.queries.research.files import ShownFile
from meetings.queries.research.requests import still_to_be_heard
from meetings.rules.searched import mark_of
from sharing.access import show, visible_to
from sharing.actor import Actor
from sharing.models import Item, ReturnDraft
from sharing.queries.drafts import Draft, readable


@dataclass(frozen=True)
class Unsent:
    """How many items of a return were written or changed, and not submitted."""

    new: int = 0
    changed: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.changed)

    @property
    def words(self) -> str:
        """Return them in words."""
        new = ngettext("%(number)s new item", "%(number)s new items", self.new)
        changed = ngettext("%(number)s changed item", "%(number)s changed items", self.changed)
        numbers = ((new, self.new), (changed, self.changed))
        return ", ".join(words % {"number": number} for words, number in numbers if number)


def unsent_of(items: Iterable[Item]) -> Unsent:
    """Return how many of these items of a draft are new, and how many take the place of one that
    was submitted, which others go on reading."""
    changed = [one.replaces_id is not None for one in items]
    return Unsent(changed.count(False), changed.count(True))


@dataclass(frozen=True)
class Waiting:
    """A return that was submitted, and changed since without being submitted again."""

    case_id: UUID
    reference: str
    unsent: Unsent


def changed_since_sent(actor: Actor) -> list[Waiting]:
    """Return these returns of the actor's agency, about cases still to be heard."""
    submitted = ResearchRequest.objects.filter(
        still_to_be_heard(),
        visible_to(actor, may.ANSWER_RESEARCH, "scope__"),
        agency=actor.agency_id,
        submitted_at__isnull=False,
    )
    reference = Case.objects.filter(pk=OuterRef("scope_id")).order_by().values("reference")
    rows = ReturnDraft.objects.filter(
        agency=actor.agency_id, scope_id__in=submitted.order_by().values("scope_id")
    ).annotate(reference=Subquery(reference))
    found = [
        Waiting(row.scope_id, row.reference, unsent)
        for row in rows.order_by("reference")
        if (unsent := unsent_of(readable(row).live))
    ]
    show(actor, may.SEE_HOME, [one.case_id for one in found])
    return found


def unsent_as(
    request: ResearchRequest, basis: Basis | None, draft: Draft, files: list[ShownFile]
) -> str:
    """Return a mark of what a submit would send: this draft and these files of its agency, on this
    basis, from an agency that knows these people. The mark changes when a colleague adds, changes
    or removes something, or answers differently."""
    answer = [("answer", request.answer)]
    answer += [("known", str(one)) for one in request.known_parties]
    answer += [("unchecked", str(one)) for one in request.unchecked_parties]
    on = [("basis", basis.words, basis.why)] if basis else []
    items = ((item.pk, item.version) for item in draft.live)
    return mark_of([*answer, *on, *items, *((one.attachment.pk,) for one in unsent_files(files))])


def unsent_files(files: list[ShownFile]) -> list[ShownFile]:
    """Return those of an agency's files that others cannot read yet."""
    own = ((one, one.attachment) for one in files)
    return [one for one, row in own if row.submitted_at is None and row.sent_at is None]
