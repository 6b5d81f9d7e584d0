import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.properties.laboratory import Laboratory, laboratory

IN_CI, HERE = 20_000, 1_000
CHUNKS = 32


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("schedules")
    group.addoption("--seed", type=int, help="run the schedule of this seed alone")
    group.addoption("--first", type=int, default=1, help="the seed to begin with")
    group.addoption("--schedules", type=int, help=f"how many; {IN_CI} under CI=true, else {HERE}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ranges of seeds, so that several processes share them."""
    if "seeds" in metafunc.fixturenames:
        ranges = _ranges(metafunc.config)
        metafunc.parametrize("seeds", ranges, ids=[f"{seeds[0]}-{seeds[-1]}" for seeds in ranges])


def _ranges(config: pytest.Config) -> list[range]:
    seed = config.getoption("--seed", None)
    if seed is not None:
        return [range(seed, seed + 1)]
    total = config.getoption("--schedules", None) or (IN_CI if os.environ.get("CI") == "true" else HERE)
    first, size = config.getoption("--first", 1), -(-total // CHUNKS)
    return [range(start, start + size) for start in range(first, first + total, size)]


@pytest.fixture
def lab(sqlite_template: Path) -> Iterator[Laboratory]:
    with laboratory(sqlite_template) as made:
        yield made
