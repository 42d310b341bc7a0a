"""The name that a file is kept under."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing.vault.names import LONGEST, clean_name, ending_of


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\petra\\Letter of May.docx", "Letter of May.docx"),
        ("/", ""),
        ("..", ""),
        ("", ""),
        ("\x00\x1f", ""),
        (".pdf", "pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("Cafe\u0301.txt", "Café.txt"),
        ('a<b>"c"|d?*:.txt', "abcd.txt"),
        ("  many   spaces .txt ", "many spaces.txt"),
        ("line\nbreak.txt", "line break.txt"),
        ("0 \x1b 0", "0 0"),
        ("e\u200b\u0301.txt", "é.txt"),
        ("a. .pdf", "a.pdf"),
        ("a" * 300 + ".pdf", "a" * (LONGEST - 4) + ".pdf"),
        ("a" * 300, "a" * LONGEST),
        ("a." + "b" * 300, "a." + "b" * (LONGEST - 2)),
    ],
)
def test_only_a_clean_name_is_kept(sent, kept):
    assert clean_name(sent) == kept


@given(st.text(max_size=400))
def test_whatever_was_sent_the_name_is_no_path(sent):
    name = clean_name(sent)
    assert len(name) <= LONGEST
    assert not set(name) & set('/\\<>:"|?*')
    assert all(unicodedata.category(one)[0] != "C" for one in name)
    assert name.strip(" .") == name
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "ending"), [("a.PDF", ".pdf"), ("a.tar.gz", ".gz"), ("none", ""), ("", "")]
)
def test_an_ending_is_told_in_small_letters(name, ending):
    assert ending_of(name) == ending
