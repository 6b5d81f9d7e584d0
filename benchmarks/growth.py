"""`benchmarks/run --growth`: what everything costs at a million messages in one office, beside ten thousand.

Both offices stand ready in one database server (or two files); each deed is done in turn in the one and in the other.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.install import CACHE
from server import migrate
from tests.growth.conftest import read
from tests.growth.deeds import DEEDS, EVERYDAY, MONITOR, Deed, House, opened
from tests.growth.grown import Grown, Size, load
from tests.postgres import Postgres

YOUNG = Size(23, 112, 4, 1_000)
OLD = Size(1_009, 250, 4, 10_000)
OLD_QUICKLY = Size(101, 250, 4, 2_000)
HUNDRED, THOUSANDS = Size(101, 10, 20, 1_000), Size(5_003, 10, 20, 10_000)
THOUSANDS_QUICKLY = Size(5_003, 4, 4, 2_000)
TARGET = 1.3


@dataclass(frozen=True)
class Told:
    """Milliseconds a deed takes at best, and how many times more in the old office: strangers only ever add."""

    database: str
    deed: str
    young_ms: float
    old_ms: float
    ratio: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks/run --growth", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a hundred thousand messages instead of a million"
    )
    parser.add_argument(
        "--monitor", action="store_true", help="the client monitor: a hundred dossiers beside five thousand"
    )
    parser.add_argument("--only", default="", help="deeds with this in their name, the rare ones too")
    parser.add_argument("--times", type=int, default=15, help="how often each deed is done")
    parser.add_argument(
        "--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"]
    )
    parser.add_argument("--out", type=Path, default=CACHE / "results")
    options = parser.parse_args()
    told: list[Told] = []
    for database in options.databases:
        with databases(database) as urls:
            for url in urls:
                migrate.upgrade(url)
            told += asyncio.run(compare(database, urls, sizes(options), deeds(options), options.times))
    write(options.out, told, "monitor" if options.monitor else "growth")


def sizes(options: argparse.Namespace) -> tuple[Size, Size]:
    if options.monitor:
        return HUNDRED, THOUSANDS_QUICKLY if options.quick else THOUSANDS
    return YOUNG, OLD_QUICKLY if options.quick else OLD


def deeds(options: argparse.Namespace) -> dict[str, Deed]:
    if options.only:
        return {name: deed for name, deed in DEEDS.items() if options.only in name}
    return MONITOR if options.monitor else EVERYDAY


@contextmanager
def databases(kind: str) -> Iterator[list[str]]:
    with ExitStack() as stack:
        if kind == "sqlite":
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="vinkje-growth-"))
            yield [f"sqlite+aiosqlite:///{folder}/{age}.db" for age in ("young", "old")]
        else:
            if (programs := Postgres.programs()) is None:
                raise SystemExit("benchmarks: needs PostgreSQL (Debian: apt-get install postgresql)")
            server = stack.enter_context(Postgres.thrown_away(programs))
            yield [server.database(server.create()) for _ in range(2)]


async def compare(
    database: str, urls: list[str], sizes: tuple[Size, Size], deeds: dict[str, Deed], times: int
) -> list[Told]:
    async with AsyncExitStack() as stack:
        young, grown = [
            await stack.enter_async_context(filled(url, size)) for url, size in zip(urls, sizes, strict=True)
        ]
        return [await measure(database, name, deed, (young, grown), times) for name, deed in deeds.items()]


@asynccontextmanager
async def filled(url: str, size: Size) -> AsyncIterator[House]:
    begun = time.perf_counter()
    office = Grown(size)
    await load(url, office)
    await read(url)
    messages = size.talks * size.messages + size.long
    print(f"{messages:,} messages in {time.perf_counter() - begun:.0f} s", flush=True)
    async with opened(url, office) as house:
        yield house


async def measure(database: str, name: str, deed: Deed, houses: tuple[House, House], times: int) -> Told:
    taken: tuple[list[float], list[float]] = ([], [])
    for house in houses:
        await timed(house, deed)
    for _ in range(times):
        for house, each in zip(houses, taken, strict=True):
            each.append(await timed(house, deed))
    young, old = (min(each) * 1000 for each in taken)
    told = Told(database, name, round(young, 2), round(old, 2), round(old / young, 2))
    print(json.dumps(asdict(told)), flush=True)
    return told


async def timed(house: House, deed: Deed) -> float:
    begun = time.perf_counter()
    await deed(house)
    return time.perf_counter() - begun


def write(folder: Path, told: list[Told], name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    machine = {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }
    said = {"machine": machine, "target": TARGET, "deeds": [asdict(one) for one in told]}
    (folder / f"{name}.json").write_text(json.dumps(said, indent=1) + "\n")
    (folder / f"{name}.md").write_text(table(told))
    print(f"\n{table(told)}\n{folder}/: {name}.json, {name}.md")


def table(told: list[Told]) -> str:
    by = {(one.database, one.deed): one for one in told}
    kinds = list(dict.fromkeys(one.database for one in told))
    lines = [
        "| | " + " | ".join(f"{kind}, ms | ×" for kind in kinds) + " |",
        "|---" * (1 + 2 * len(kinds)) + "|",
    ]
    for deed in dict.fromkeys(one.deed for one in told):
        cells = " | ".join(_cell(by[kind, deed]) for kind in kinds if (kind, deed) in by)
        lines.append(f"| {deed} | {cells} |")
    return "\n".join(lines) + "\n"


def _cell(one: Told) -> str:
    ratio = f"{one.ratio:.2f}"
    return f"{one.young_ms:.1f} → {one.old_ms:.1f} | {ratio if one.ratio <= TARGET else f'**{ratio}**'}"


if __name__ == "__main__":
    main()
