"""What a submit of a return would send, and the mark of that on its page."""

from meetings.models import ResearchRequest
from meetings.queries.research.basis import Basis
from meetings.queries.research.files import ShownFile
from meetings.rules.searched import mark_of
from sharing.queries.drafts import Draft


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
