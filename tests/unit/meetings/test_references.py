from meetings.rules.references import ALPHABET, new_reference


def test_it_is_the_prefix_and_four_signs_that_can_be_said_aloud():
    prefix, signs = new_reference("LM").split("-")
    assert (prefix, len(signs)) == ("LM", 4)
    assert set(signs) <= set(ALPHABET)


def test_no_sign_looks_like_another_and_no_word_comes_by_chance():
    assert not set("01258BGILOSUVZ") & set(ALPHABET)
    assert not set("AEIOU") & set(ALPHABET)


def test_two_are_hardly_ever_the_same():
    assert len({new_reference("LM") for _time in range(50)}) > 45
