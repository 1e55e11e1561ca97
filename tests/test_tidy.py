import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.captioning.tidy import mentions_people, tidy, what_is_wrong


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a cat sitting on a couch", "A cat sitting on a couch."),
        ("a picture of a cat sitting on a couch", "A cat sitting on a couch."),
        ("there is a picture of a dog", "A dog."),
        ("a close up of a plate of food", "A plate of food."),
        ("a black and white photo of two people on a bench", "Two people on a bench."),
        ("there is a cat that is laying on the couch", "A cat that is laying on the couch."),
        ("arafed image of a bus parked on the street", "A bus parked on the street."),
        ("a cat cat cat on a mat", "A cat on a mat."),
        ("a man riding a wave a man riding a wave", "A man riding a wave."),
        ("a dog sitting on a", "A dog sitting."),
        ("a bus is parked at the side of the", "A bus is parked at the side."),
        ("the man ' s hand is holding a phone", "The man's hand is holding a phone."),
        ("a red , white and blue kite", "A red, white and blue kite."),
        ("[DEC] a cat on a mat [SEP]", "A cat on a mat."),
        ("a street sign that says no parking", "A street sign."),
        ('a box with the words "handle with care" on it', "A box."),
        ("a woman reading a book in a library", "A woman reading a book in a library."),
        ("a man and a dog and a cat", "A man and a dog and a cat."),
        ("", ""),
        ("a picture of a", ""),
    ],
)
def test_a_caption_becomes_a_sentence(raw: str, said: str) -> None:
    assert tidy(raw) == said


@pytest.mark.parametrize(
    "raw",
    ["a cat on a mat", "a man and a dog and a cat", "a cat cat cat", "a row of bottles of wine on a shelf", "skis"],
)
def test_a_description_is_usable(raw: str) -> None:
    assert what_is_wrong(raw) == ""


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        ".",
        "a",
        "a picture of a",
        "of the in a with",
        "[PAD] [PAD]",
        "the the the the the the",
        "a man and a man and a man and a man and a man",
        "blue blue blue blue blue blue blue",
        "1 2 3 4",
        "!!!!!!!!",
    ],
)
def test_what_is_no_description_is_refused(raw: str) -> None:
    assert what_is_wrong(raw)


@given(
    st.text(max_size=200) | st.lists(st.sampled_from(["a", "cat", "on", "picture", "of", "'", "s", ","])).map(" ".join)
)
def test_tidying_ends_and_leaves_nothing_to_tidy(raw: str) -> None:
    tidied = tidy(raw)
    assert tidy(tidied) == tidied
    what_is_wrong(raw)
    words = [word.strip(",") for word in tidied.lower().split()]
    assert not any(first == second for first, second in pairwise(words) if first)


@pytest.mark.parametrize(
    "text", ["A man on a horse.", "Two women.", "A group of people.", "A child's face.", "A selfie."]
)
def test_words_of_people_are_known(text: str) -> None:
    assert mentions_people(text)


@pytest.mark.parametrize("text", ["A cat on a mat.", "A mantel with a clock.", "A boycott sign.", "Personal items."])
def test_words_that_only_hold_them_are_not(text: str) -> None:
    assert not mentions_people(text)
    assert not re.search(r"\bman\b", text)
