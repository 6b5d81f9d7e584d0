"""`benchmarks/run`: every rival beside every other, a round at a time, on one core and loaded from another."""

import argparse
import gc
import json
import os
import platform
import resource
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import uvloop

from benchmarks.chart import draw
from benchmarks.figures.audience import AtRate, Saturated
from benchmarks.figures.base import Effort, Figure
from benchmarks.figures.idle import Idle
from benchmarks.figures.messages import OnTime, Pairs100, Pairs1000, Receipts
from benchmarks.figures.presence import AtRest
from benchmarks.figures.returning import Returning
from benchmarks.install import CACHE
from benchmarks.machine import LOAD_CORE
from benchmarks.results import Row, as_json, as_markdown
from benchmarks.rivals import all_rivals
from benchmarks.rivals.base import Rival
from benchmarks.stack import Stack

FIGURES: list[type[Figure]] = [
    Idle,
    Pairs100,
    Pairs1000,
    Receipts,
    OnTime,
    Saturated,
    AtRate,
    AtRest,
    Returning,
]
PRIORITY = -15


def main() -> None:
    options = read_options()
    prepare()
    figures = [figure for figure in FIGURES if figure.name in options.figures]
    rivals = [rival for name, rival in all_rivals().items() if name in options.rivals]
    effort = Effort(1.0, 500, 500) if options.quick else Effort(3.0, 2_000, 5_000)
    rows = uvloop.run(run(figures, rivals, effort, options.rounds or (3 if options.quick else 5)))
    write(options.out, figures, rows)


def prepare() -> None:
    """Away from the servers' core, before strangers on this machine where that is allowed, with room for sockets."""
    os.sched_setaffinity(0, {LOAD_CORE})
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def read_options() -> argparse.Namespace:
    names, rivals = [figure.name for figure in FIGURES], list(all_rivals())
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short stretches, three rounds: ratios, roughly")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--figures", nargs="+", choices=names, default=names, metavar="FIGURE")
    parser.add_argument("--rivals", nargs="+", choices=rivals, default=rivals, metavar="RIVAL")
    parser.add_argument("--out", type=Path, default=CACHE / "results", help="where JSON, tables and chart go")
    return parser.parse_args()


async def run(
    figures: Sequence[type[Figure]], rivals: Sequence[type[Rival]], effort: Effort, rounds: int
) -> list[Row]:
    """All rivals stand ready at once; within a round they are measured one after the other."""
    with ExitStack() as stacks:
        ready = [kind(stacks.enter_context(Stack())) for kind in rivals]
        for rival in ready:
            await rival.prepare()
            rival.start()
        rows: list[Row] = []
        for figure in figures:
            rows += await measure(
                figure, [rival for rival in ready if figure.suits(type(rival))], effort, rounds
            )
        return rows


async def measure(figure: type[Figure], rivals: Sequence[Rival], effort: Effort, rounds: int) -> list[Row]:
    rows: list[Row] = []
    takes_part = [figure(rival, effort) for rival in rivals]
    for one in takes_part:
        await one.open()
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        for one in takes_part:
            rows.append(Row(figure.name, one.rival.name, number, await one.measure()))
            print(json.dumps([figure.name, one.rival.name, number, rows[-1].measured]), flush=True)
    for one in takes_part:
        await one.close()
    gc.unfreeze()
    return rows


def write(folder: Path, figures: Sequence[type[Figure]], rows: Sequence[Row]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    machine = {
        "cores": str(os.cpu_count()),
        "system": platform.platform(),
        "python": platform.python_version(),
    }
    (folder / "results.json").write_text(json.dumps(as_json(figures, rows, machine), indent=1) + "\n")
    (folder / "tables.md").write_text(as_markdown(figures, rows) + "\n")
    (folder / "chart.svg").write_text(draw(figures, rows))
    print(f"\n{as_markdown(figures, rows)}\n{folder}/: results.json, tables.md, chart.svg")


main()
