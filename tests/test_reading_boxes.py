"""The order of lines and their cut-outs: pure geometry."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading.boxes import Box, cut_out, is_tall, laid_out, reading_order


def rectangle(left: float, top: float, wide: float, high: float, turn: float = 0.0) -> Box:
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]]) + np.array([left, top])
    radians = np.radians(turn)
    spin = np.array([[np.cos(radians), np.sin(radians)], [-np.sin(radians), np.cos(radians)]])
    return np.asarray(corners @ spin, np.float32)


boxes = st.lists(
    st.builds(rectangle, *(st.integers(0, 900),) * 2, *(st.integers(4, 300),) * 2, st.sampled_from((0, 5, -8))),
    max_size=12,
)


def test_rows_come_from_the_top_and_each_from_the_left() -> None:
    price, name = rectangle(300, 12, 80, 30), rectangle(10, 10, 200, 30)
    title, foot = rectangle(100, -60, 200, 40), rectangle(10, 60, 90, 20)
    assert reading_order([price, foot, title, name]) == [2, 3, 0, 1]


def test_a_slanted_sign_is_read_row_by_row() -> None:
    turned = [rectangle(left, top, 250, 30, turn=10) for top in (0, 50) for left in (0, 300)]
    assert reading_order(turned) == [0, 1, 2, 3]


def test_no_boxes_have_no_order() -> None:
    assert reading_order([]) == []


@settings(deadline=None)
@given(boxes, st.randoms(use_true_random=False))
def test_the_order_of_finding_does_not_matter(some: list[Box], shuffler: random.Random) -> None:
    mixed = some.copy()
    shuffler.shuffle(mixed)
    one = [some[index].tolist() for index in reading_order(some)]
    other = [mixed[index].tolist() for index in reading_order(mixed)]
    assert one == other


@settings(deadline=None)
@given(boxes)
def test_every_box_is_read_once(some: list[Box]) -> None:
    assert sorted(reading_order(some)) == list(range(len(some)))


@pytest.mark.parametrize("turn", [0, 9, -9])
def test_a_turned_box_is_cut_out_straight(turn: float) -> None:
    pixels = np.zeros((400, 400, 3), np.uint8)
    box = rectangle(120, 150, 160, 40, turn)
    crop = cut_out(pixels, box)
    assert crop.shape == (40, 160, 3)
    assert not is_tall(crop)


def test_a_line_written_downwards_is_laid_out_sideways() -> None:
    column = np.full((400, 100, 3), 255, np.uint8)
    for top in (40, 140, 240, 330):
        column[top : top + 40, 30:70] = 0
    assert is_tall(column)
    assert not is_tall(laid_out(column))
