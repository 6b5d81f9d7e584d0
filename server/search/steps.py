"""How far back a search looks at once: so that a step costs the same for a common word and for a rare one."""

from server.search.terms import ERAS_IN_AN_AGE, Piece

FIRST_ERAS, MOST_AGES, WORTH_A_STEP = 2, 64, 1_000
Pieces = tuple[int, list[Piece]]  # down to which era, and what to ask for


def first(oldest: int, newest: int) -> Pieces:
    return _eras_down(oldest, newest, FIRST_ERAS)


def following(oldest: int, newest: int, in_an_era: int) -> Pieces:
    """What is common is looked for in few eras more; of what is rare, ages hold no more than is worth a step."""
    if in_an_era * ERAS_IN_AN_AGE > WORTH_A_STEP:
        return _eras_down(oldest, newest, max(1, WORTH_A_STEP // in_an_era))
    if newest < oldest:
        return newest, []
    ages = max(1, min(MOST_AGES, WORTH_A_STEP // max(1, in_an_era * ERAS_IN_AN_AGE)))
    begin = newest // ERAS_IN_AN_AGE
    last = max(oldest // ERAS_IN_AN_AGE, begin - ages + 1)
    return max(oldest, last * ERAS_IN_AN_AGE), [("a", age) for age in range(begin, last - 1, -1)]


def _eras_down(oldest: int, newest: int, many: int) -> Pieces:
    last = max(oldest, newest - many + 1)
    return last, [("e", era) for era in range(newest, last - 1, -1)]
