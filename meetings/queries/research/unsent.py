"""What a submit of a return would send, and the mark by which its page says so."""

from meetings.models import ResearchRequest
from meetings.queries.research.basis import Basis
from meetings.queries.research.files import ShownFile
from meetings.rules.searched import mark_of
from sharing.queries.drafts import Draft


def unsent_as(
    request: ResearchRequest, basis: Basis | None, draft: Draft, files: list[ShownFile]
) -> str:
    """Return a mark of what a submit of this draft and of these files of its agency would send, as
    coming from who knows these people and on this basis: another one where a colleague has
    added, changed or taken off something, or answered otherwise."""
    answer = [("answer", request.answer)]
    answer += [("known", str(one)) for one in request.known_parties]
    answer += [("unchecked", str(one)) for one in request.unchecked_parties]
    on = [("basis", basis.words, basis.why)] if basis else []
    items = ((item.pk, item.version) for item in draft.live)
    return mark_of([*answer, *on, *items, *((one.attachment.pk,) for one in unsent_files(files))])


def unsent_files(files: list[ShownFile]) -> list[ShownFile]:
    """Return which of these files of an agency others do not read yet."""
    own = ((one, one.attachment) for one in files)
    return [one for one, row in own if row.submitted_at is None and row.sent_at is None]
