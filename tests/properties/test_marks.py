"""Marks alone: pure, for every pair of marks and every head."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.receipts.rules import Marks, rise

pytestmark = pytest.mark.spec("T10")

numbers = st.integers(0, 12)
heads = st.integers(0, 12)
pairs = st.builds(Marks, numbers, numbers)
asked = st.lists(pairs, max_size=8)


def known_at(head: int) -> st.SearchStrategy[Marks]:
    return st.integers(0, head).flatmap(lambda read: st.builds(Marks, st.integers(read, head), st.just(read)))


standing = heads.flatmap(lambda head: st.tuples(st.just(head), known_at(head)))


@pytest.mark.spec("P10")
@given(standing, pairs)
def test_marks_never_go_back_nor_beyond_the_head(at: tuple[int, Marks], wish: Marks) -> None:
    head, known = at
    risen = rise(known, wish, head)
    assert known.delivered_upto <= risen.delivered_upto <= head
    assert known.read_upto <= risen.read_upto <= risen.delivered_upto


@pytest.mark.spec("P10")
@given(standing, pairs)
def test_marks_are_the_least_that_satisfies_what_was_asked(at: tuple[int, Marks], wish: Marks) -> None:
    head, known = at
    risen = rise(known, wish, head)
    read, delivered = min(wish.read_upto, head), min(wish.delivered_upto, head)
    assert risen.read_upto in (known.read_upto, read) and risen.read_upto >= read
    assert risen.delivered_upto in (known.delivered_upto, delivered, risen.read_upto)
    assert risen.delivered_upto >= delivered


@pytest.mark.spec("P10")
@given(standing, asked, st.randoms(use_true_random=False))
def test_marks_are_state_not_events(at: tuple[int, Marks], wishes: list[Marks], random: object) -> None:
    """In any order, any number of times: the same marks."""
    head, known = at
    shuffled = wishes * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = known, known
    for wish in wishes:
        one = rise(one, wish, head)
    for wish in shuffled:
        other = rise(other, wish, head)
    assert one == other == rise(one, one, head)
