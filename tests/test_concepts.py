"""The tree of concepts and hedging over it."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.captioning.builtin.concepts import (
    CLASS_COUNT,
    ConceptTree,
    hedge,
    load_concepts,
    parse_concepts,
)

SMALL = parse_concepts("""
# animals first
an animal | 동물
  a cat | 고양이
    a tabby | 줄무늬 고양이 | n00000003
    a Persian cat | 페르시아고양이 | n00000001
  a dog | 개
    a poodle | 푸들 | n00000004
    a beagle | 비글 | n00000002

a teapot | 찻주전자 | n00000005
""")
PERSIAN, BEAGLE, TABBY, POODLE, TEAPOT = range(5)


def shares(**by_class: float) -> np.ndarray:
    probabilities = np.zeros(5)
    for name, share in by_class.items():
        probabilities[globals()[name.upper()]] = share
    return probabilities


def named(probabilities: np.ndarray, threshold: float, tree: ConceptTree = SMALL) -> str | None:
    hedged = hedge(probabilities, tree, threshold)
    return hedged.concept.name.english if hedged else None


probabilities_of_five = (
    st.lists(st.floats(0, 1), min_size=5, max_size=5)
    .filter(lambda some: sum(some) > 0.01)
    .map(lambda some: np.array(some) / sum(some))
)


def test_classes_stand_in_the_order_of_their_wordnet_ids() -> None:
    assert [leaf.synset for leaf in SMALL.classes] == [f"n0000000{number}" for number in range(1, 6)]
    assert [leaf.classes for leaf in SMALL.classes] == [(0,), (1,), (2,), (3,), (4,)]


def test_names_come_in_both_languages() -> None:
    assert (SMALL.classes[TABBY].name.english, SMALL.classes[TABBY].name.korean) == ("a tabby", "줄무늬 고양이")


def test_covers_is_true_of_ancestors_only() -> None:
    tabby, poodle = SMALL.classes[TABBY], SMALL.classes[POODLE]
    cat = tabby.parent
    assert cat is not None
    assert cat.covers(tabby)
    assert tabby.covers(tabby)
    assert not cat.covers(poodle)
    assert not tabby.covers(cat)


def test_a_sure_class_is_named() -> None:
    assert named(shares(tabby=0.9, teapot=0.1), 0.8) == "a tabby"


def test_doubt_between_two_cats_says_a_cat() -> None:
    assert named(shares(tabby=0.5, persian=0.4, teapot=0.1), 0.8) == "a cat"


def test_doubt_between_cat_and_dog_says_an_animal() -> None:
    assert named(shares(tabby=0.5, poodle=0.4, teapot=0.1), 0.8) == "an animal"


def test_doubt_between_unlike_things_says_nothing() -> None:
    assert named(shares(tabby=0.5, teapot=0.5), 0.8) is None


def test_of_two_equally_narrow_concepts_the_likelier_is_named() -> None:
    assert named(shares(tabby=0.3, teapot=0.7), 0.2) == "a teapot"


def test_a_concept_with_one_class_yields_to_that_class() -> None:
    tree = parse_concepts("a pot | 주전자\n  a teapot | 찻주전자 | n00000001\na cup | 컵 | n00000002")
    assert named(np.array([0.9, 0.1]), 0.8, tree) == "a teapot"


@given(probabilities_of_five)
def test_the_mass_of_a_concept_is_the_sum_of_its_classes(probabilities: np.ndarray) -> None:
    for concept, mass in zip(SMALL.concepts, SMALL.masses(probabilities), strict=True):
        assert mass == pytest.approx(sum(probabilities[index] for index in concept.classes))


@given(probabilities_of_five, st.floats(0.01, 1))
def test_nothing_below_the_threshold_is_named(probabilities: np.ndarray, threshold: float) -> None:
    hedged = hedge(probabilities, SMALL, threshold)
    if hedged is not None:
        assert hedged.mass >= threshold
        assert hedged.mass == pytest.approx(sum(probabilities[index] for index in hedged.concept.classes))
    else:
        assert SMALL.masses(probabilities).max() < threshold


@given(probabilities_of_five, st.floats(0, 1))
def test_mass_moved_among_siblings_does_not_change_what_stands_above(probabilities: np.ndarray, share: float) -> None:
    moved = probabilities.copy()
    moved[PERSIAN] += share * probabilities[TABBY]
    moved[TABBY] -= share * probabilities[TABBY]
    for concept, before, after in zip(SMALL.concepts, SMALL.masses(probabilities), SMALL.masses(moved), strict=True):
        if concept.synset is None:
            assert after == pytest.approx(before)


@given(probabilities_of_five, st.floats(0.5, 1), st.floats(0.5, 1))
def test_asking_for_more_certainty_never_names_something_narrower(
    probabilities: np.ndarray, one: float, other: float
) -> None:
    bold, careful = (hedge(probabilities, SMALL, threshold) for threshold in sorted((one, other)))
    if careful is not None:
        assert bold is not None
        assert set(bold.concept.classes) <= set(careful.concept.classes) or bold.mass == careful.mass


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a cat | 고양이\n a tabby | 줄무늬 고양이 | n00000001", "line 2: the indent must be two spaces"),
        ("a cat | 고양이\n\ta tabby | 줄무늬 고양이 | n00000001", "line 2: the indent must be two spaces"),
        ("a cat | 고양이\n    a tabby | 줄무늬 고양이 | n00000001", "line 2: indented by more than one level"),
        ("  a cat | 고양이 | n00000001", "line 1: indented by more than one level"),
        ("a cat | 고양이 | n00000001\n  a tabby | 줄무늬 고양이 | n00000002", "line 2: below line 1, which is a class"),
        ("a cat", "line 1: not of the form"),
        ("a cat | | n00000001", "line 1: not of the form"),
        ("a cat | 고양이 | n00000001 | more", "line 1: not of the form"),
        ("a cat | 고양이 | 00000001", "line 1: '00000001' is not a WordNet id"),
        (
            "# pets\na cat | 고양이 | n00000001\na cat | 고양이 | n00000001",
            "line 3: n00000001 stands on line 2 already",
        ),
        ("a cat | 고양이\na dog | 개 | n00000001", "line 1: no class stands below"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        parse_concepts(text)


def test_a_file_without_all_classes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "concepts.txt"
    path.write_text("a cat | 고양이 | n00000001\n", encoding="utf-8")
    with pytest.raises(ValueError, match="1 classes where 1000 were expected"):
        load_concepts(path)


def test_the_real_tree_covers_imagenet() -> None:
    tree = load_concepts()
    assert len(tree.classes) == CLASS_COUNT
    assert load_concepts() is tree
    by_name = {concept.name.english: concept for concept in tree.concepts}
    # Places in ImageNet's order that are known from elsewhere (Keras, timm).
    for place, synset in {
        0: "n01440764",
        207: "n02099601",
        285: "n02124075",
        849: "n04398044",
        999: "n15075141",
    }.items():
        assert tree.classes[place].synset == synset
    assert by_name["a cat"].covers(tree.classes[285])
    assert by_name["a dog"].covers(tree.classes[207])
