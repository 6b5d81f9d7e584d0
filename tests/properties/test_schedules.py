"""Whatever is dropped, delayed, repeated, reordered, crashes or comes back: everybody ends with the truth."""

import pytest

from tests.knowledge import Violation
from tests.properties.laboratory import Laboratory
from tests.properties.schedules import Step, draw
from tests.properties.shrinking import shrunk

AGAIN = ".venv/bin/pytest tests/properties/test_schedules.py --seed"


def fails(lab: Laboratory, seed: int, steps: list[Step]) -> bool:
    try:
        lab.runs(seed, steps)
    except Exception:
        return True
    return False


def explained(lab: Laboratory, seed: int, why: Exception) -> str:
    steps = shrunk(draw(seed), lambda fewer: fails(lab, seed, fewer))
    told = "\n  ".join(map(str, steps))
    return f"{why!r}\n\nschedule {seed}, shrunk to {len(steps)} steps:\n  {told}\n\nonce more: {AGAIN} {seed}"


@pytest.mark.timeout(900)
@pytest.mark.spec(
    "S1", "S2", "S10", "S17", "S19", "S69", "P10", "R2", "R3", "R5", "R6", "U1", "U2", "T1", "T2", "T3", "T5"
)
def test_every_schedule_ends_with_the_truth(lab: Laboratory, seeds: range) -> None:
    for seed in seeds:
        try:
            lab.runs(seed)
        except Exception as why:
            raise Violation(explained(lab, seed, why)) from why


@pytest.mark.parametrize("seed", [2691, 9558])
def test_what_once_failed_stays_mended(lab: Laboratory, seed: int) -> None:
    """2691: who resumed while his rights were read was sent news twice. 9558: access taken and given in one commit."""
    lab.runs(seed)
