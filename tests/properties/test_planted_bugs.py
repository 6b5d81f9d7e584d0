"""The machine itself: it notices every planted bug, and soon."""

import pytest

from tests.knowledge import Violation
from tests.properties.laboratory import Laboratory
from tests.properties.sabotage import BUGS

WITHIN = 300


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_noticed(lab: Laboratory, bug: str) -> None:
    with BUGS[bug](), pytest.raises(Violation):
        for seed in range(1, 1 + WITHIN):
            lab.runs(seed)
