"""Papers bound into one, and marked on each page with whose copy it is."""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, OutlineItem, Pdf
from PIL import Image

# Behind or before the words, a mark is no part of what is read aloud.
MARK = b"Q /Artifact BMC q %s Do %s Do Q EMC"
COLOURS = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB}


@dataclass(frozen=True)
class Paper:
    """A tagged PDF, and what it is called in the contents of the whole."""

    name: str  # none where the contents do not name it
    pdf: bytes


def pictures_in(pdf: bytes) -> list[bytes]:
    """Return the pictures (JPEG) of a paper, in order."""
    with Pdf.open(io.BytesIO(pdf)) as source:
        return [one.read_raw_bytes() for one in _pictures(source)]


def with_pictures(pdf: bytes, pictures: Iterable[bytes]) -> bytes:
    """Return the paper with these in the places of its pictures, in order and as large on the
    page."""
    with Pdf.open(io.BytesIO(pdf)) as source:
        for one, drawn in zip(_pictures(source), pictures, strict=True):
            one.write(drawn, filter=Name.DCTDecode)
            with Image.open(io.BytesIO(drawn), formats=["JPEG"]) as picture:
                one.Width, one.Height = picture.size
                one.ColorSpace = COLOURS[picture.mode]
        out = io.BytesIO()
        source.save(out, object_stream_mode=ObjectStreamMode.generate)
        return out.getvalue()


def _pictures(source: Pdf) -> list[pikepdf.Object]:
    """Return the pictures in the order in which the pages show them; pages that show the same have
    it once, and all pages share what they are made of."""
    found = {}
    for page in source.pages:
        own = page.obj.Resources.get("/XObject", Dictionary())
        for shown in pikepdf.parse_content_stream(page, "Do"):
            one = own[str(shown.operands[0])]
            if one.Subtype == Name.Image:
                found[one.objgen] = one
    return list(found.values())


def bound(
    out: BinaryIO,
    papers: Sequence[Paper],
    mark: bytes,
    numbers: Callable[[int], bytes],
    *,
    title: str,
    language: str,
) -> int:
    """Write these papers out as one PDF, still tagged, each page under the page of `mark` and the
    one of the same number of what `numbers` makes, a PDF of so many pages; return how many these
    are."""
    with Pdf.new() as whole:
        sources = [Pdf.open(io.BytesIO(paper.pdf)) for paper in papers]
        with whole.open_outline() as outline:
            for paper, source in zip(papers, sources, strict=True):
                if paper.name:
                    outline.root.append(OutlineItem(paper.name, len(whole.pages)))
                whole.pages.extend(source.pages)
        _bind_tags(whole, sources)
        pages = len(whole.pages)
        numbered_pages = io.BytesIO(numbers(pages))
        with Pdf.open(io.BytesIO(mark)) as marked, Pdf.open(numbered_pages) as numbered:
            one_mark = whole.copy_foreign(marked.pages[0].as_form_xobject())
            for page, number in zip(whole.pages, numbered.pages, strict=True):
                forms = (one_mark, whole.copy_foreign(number.as_form_xobject()))
                names = [str(page.add_resource(form, Name.XObject)).encode() for form in forms]
                page.contents_add(b"q", prepend=True)
                page.contents_add(MARK % tuple(names))
        with whole.open_metadata() as about:
            about["dc:title"] = title
        whole.Root.Lang = language
        whole.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        whole.save(out, object_stream_mode=ObjectStreamMode.generate)
        return pages


def _bind_tags(whole: Pdf, sources: Sequence[Pdf]) -> None:
    """The whole has the tags of its parts, one after the other: by them it is read aloud in
    order."""
    root = whole.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array(), Namespaces=Array()))
    numbers, taken = Array(), 0
    pages = list(whole.pages)
    for source in sources:
        own, pages = pages[: len(source.pages)], pages[len(source.pages) :]
        tree = whole.copy_foreign(source.Root.StructTreeRoot)
        for element in _listed(tree.K):
            element.P = root
            root.K.append(element)
        root.Namespaces.extend(tree.Namespaces)
        most = taken
        nums = list(tree.ParentTree.Nums)
        for key, parents in zip(nums[::2], nums[1::2], strict=True):
            numbers.append(taken + int(key))
            numbers.append(parents)
            most = max(most, taken + int(key) + 1)
        for page in own:
            page.obj.StructParents = taken + int(page.obj.StructParents)
        taken = most
    root.ParentTree = whole.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = taken
    whole.Root.StructTreeRoot = root
    whole.Root.MarkInfo = Dictionary(Marked=True)


def _listed(kids: pikepdf.Object) -> list[pikepdf.Object]:
    return list(kids) if isinstance(kids, Array) else [kids]
