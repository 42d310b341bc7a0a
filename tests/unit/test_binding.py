"""Papers bound into one keep their tags and their contents, and bear their marks."""

import io

import pikepdf
import pytest

from sharing.binding import Paper, bound
from sharing.documents import as_pdf
from tests.paper import pages_of

HEAD = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>A part</title>'
    '<link rel="stylesheet" href="paper:style-sheet"></head><body>'
)
NEXT = '<p class="app-paper__next">'


def paper(name, *pages):
    words = "".join(f"{NEXT if number else '<p>'}{one}</p>" for number, one in enumerate(pages))
    return Paper(name, as_pdf(f"{HEAD}<h1>{name}</h1>{words}</body></html>"))


@pytest.fixture
def whole():
    papers = [paper("Front", "list"), paper("LM-1", "first", "second"), paper("LM-2", "third")]
    mark = paper("Copy 1", "of Petra").pdf
    out = io.BytesIO()
    assert bound(out, papers, mark, numbers, title="Pack of the meeting", language="en-gb") == 4
    return out.getvalue()


def numbers(pages):
    return paper("", *(f"p {number}" for number in range(1, pages + 1))).pdf


def test_each_page_bears_its_mark(whole):
    pages = pages_of(whole)
    assert [
        one in page for one, page in zip(("list", "first", "second", "third"), pages, strict=True)
    ]
    assert all("of Petra" in page for page in pages)
    assert all(f"p {number}" in page for number, page in enumerate(pages, 1))


def test_it_is_called_and_can_be_leafed_through(whole):
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        assert str(pdf.open_metadata()["dc:title"]) == "Pack of the meeting"
        assert str(pdf.Root.Lang) == "en-gb"
        with pdf.open_outline() as outline:
            assert [one.title for one in outline.root] == ["Front", "LM-1", "LM-2"]


def test_every_page_is_tagged_by_its_own_words(whole):
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        root = pdf.Root.StructTreeRoot
        nums = list(root.ParentTree.Nums)
        parents = {int(key): found for key, found in zip(nums[::2], nums[1::2], strict=True)}
        assert len(root.K) == 3
        assert sorted(parents) == list(range(len(parents)))
        for page in pdf.pages:
            tags = parents[int(page.obj.StructParents)]
            assert {tag.Pg.objgen for tag in tags} == {page.obj.objgen}
            content = b"".join(part.read_bytes() for part in page.obj.Contents)
            assert content.rstrip().endswith(b"Do Q EMC") and b"/Artifact BMC" in content


def test_too_few_numbers_bind_nothing():
    one = paper("Copy 1", "c").pdf
    with pytest.raises(ValueError, match="shorter"):
        papers = [paper("Front", "a", "b")]
        bound(io.BytesIO(), papers, one, lambda pages: one, title="", language="en-gb")
