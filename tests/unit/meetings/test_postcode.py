import pytest
from django import forms

from meetings.forms.referral import PostcodeField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("LM1 2AB", "LM1 2AB"),
        (" lm12ab ", "LM1 2AB"),
        ("LM1-2AB", "LM1 2AB"),
        ("ZZ99 3VZ", "ZZ99 3VZ"),
        ("EC1A1BB", "EC1A 1BB"),
        ("BFPO 57", None),
        ("LM1", None),
        ("LM1 2A", None),
        ("LM1 2ABC", None),
        ("LMI 2AB", None),
        ("nonsense", None),
    ],
)
def test_a_postcode_is_whole_and_kept_as_it_is_written_on_letters(typed, kept):
    field = PostcodeField()
    if kept is None:
        with pytest.raises(forms.ValidationError, match="Enter a whole postcode"):
            field.clean(typed)
    else:
        assert field.clean(typed) == kept
