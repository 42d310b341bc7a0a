"""What people type as a picture stands on paper as its name."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from sharing import documents
from sharing.pictographs import in_words
from tests.paper import in_one_line


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("She sent 😢.", "She sent [crying face]."),
        ("😢😢", "[crying face][crying face]"),
        ("🚨 at night", "[police cars revolving light] at night"),
        ("❤️ and ❤", "[heavy black heart] and [heavy black heart]"),
        ("☎ him", "[black telephone] him"),
        ("⏰", "[alarm clock]"),
        ("👋🏽", "[waving hand sign]"),
        ("👩‍👧", "[woman, girl]"),
        ("👩🏾‍❤️‍👨🏻", "[woman, heavy black heart, man]"),
        ("🇬🇧", "[flag GB]"),
        ("🏴󠁧󠁢󠁷󠁬󠁳󠁿", "[waving black flag]"),
        ("1️⃣ first", "[1] first"),
        ("\U0001faff", "[picture]"),  # not named yet
    ],
)
def test_a_picture_is_its_name(typed, printed):
    assert in_words(typed) == printed


@pytest.mark.parametrize(
    "typed",
    [
        "12 March, £40 – “at home”…",
        "Łucja Ćwik, Ní Bhriain, Żaneta, Đặng",
        "الاسم, 名字, Імʼя",
        "a → b, 3 × 4, ½, 20 °C, №",
        "1 2 3 # *",
    ],
)
def test_other_words_stay_as_they_were_typed(typed):
    assert in_words(typed) == typed


def test_paper_has_no_empty_box():
    pdf = documents.as_pdf(
        f'<html lang="en"><head><title>🚨</title><link rel="stylesheet"'
        f' href="{documents.STYLE_SHEET}"></head><body><p>He wrote 🚨 and 🫂.</p></body></html>'
    )
    assert "He wrote [police cars revolving light] and [people hugging]." in in_one_line(pdf)
    assert PdfReader(BytesIO(pdf)).metadata.title == "[police cars revolving light]"
