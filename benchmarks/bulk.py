"""`benchmarks/run --bulk`: one question to five thousand dossiers, from the choice to the last conversation.

Meanwhile a client writes in another conversation, one message after the other, as from another process.
"""

import argparse
import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time
from uuid import uuid4

from benchmarks.growth import databases
from benchmarks.install import CACHE
from server import migrate
from server.bulk import actions, preview, running
from server.bulk.actions import Wish
from server.dossiers.filters import DossierFilter, Selection
from server.messages.actions import Post
from server.store import Store
from server.templates.texts import Text, Texts
from tests.growth.deeds import House, opened
from tests.growth.grown import Grown, Size, load

DOSSIERS = Size(5_003, 8, 2, 10)
TEXTS: Texts = {
    "nl": Text("BTW %period%", "Dag %first_name%, bezorg ons vóór %deadline% alles van %company_name%."),
    "fr": Text(
        "TVA %period%", "Bonjour %first_name%, envoyez-nous tout de %company_name% avant le %deadline%."
    ),
}
VALUES = {"period": "2026-11", "deadline": "2026-12-10"}


@dataclass(frozen=True)
class Told:
    """Seconds; of the messages meanwhile milliseconds. The processor's seconds are also those of writing the
    messages, and on SQLite of the database."""

    database: str
    dossiers: int
    preview_s: float
    freeze_s: float
    leave_s: float
    worker_cpu_s: float
    messages_meanwhile: int
    message_median_ms: float
    message_slowest_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks/run --bulk", description=__doc__)
    parser.add_argument(
        "--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"]
    )
    parser.add_argument("--out", type=Path, default=CACHE / "results")
    options = parser.parse_args()
    told: list[Told] = []
    for database in options.databases:
        with databases(database) as (url, _):
            migrate.upgrade(url)
            told.append(asyncio.run(measure(database, url)))
            print(json.dumps(asdict(told[-1])), flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "bulk.json").write_text(json.dumps([asdict(one) for one in told], indent=1) + "\n")


async def measure(database: str, url: str) -> Told:
    grown = Grown(DOSSIERS)
    await load(url, grown)
    async with opened(url, grown) as house:
        ask = preview.Ask(house.an, Selection(filter=DossierFilter()), "all", 6, TEXTS, VALUES)
        began = perf_counter()
        seen = await preview.preview(house.store, ask)
        previewed = perf_counter()
        bulk = await freezes(house, ask)
        frozen = perf_counter()
        house.clock.goes_on(minutes=2)
        took, worked, waited = await leaves(house, url, bulk)
    waited.sort()
    return Told(
        database,
        seen.count,
        round(previewed - began, 3),
        round(frozen - previewed, 3),
        round(took, 3),
        round(worked, 3),
        len(waited),
        round(waited[len(waited) // 2], 2),
        round(waited[-1], 2),
    )


async def freezes(house: House, ask: preview.Ask) -> int:
    kind, chosen = await preview.chosen(house.store, ask, 10_000)
    wish = Wish(house.an, str(uuid4()), "", "all", 6, kind, TEXTS, VALUES)
    return (await house.writer.do(lambda work: actions.start(work, wish, chosen, 60_000))).bulk


async def leaves(house: House, url: str, bulk: int) -> tuple[float, float, list[float]]:
    """Seconds it took, of which this process worked, and the milliseconds of each message written meanwhile."""
    waited: list[float] = []
    store = Store(url, clock=house.clock)  # of the worker
    writing = asyncio.create_task(writes(house, waited))
    began, worked = perf_counter(), process_time()
    await running.run(store, lambda office, news: None, bulk)
    took, worked = perf_counter() - began, process_time() - worked
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    await store.close()
    return took, worked, waited


async def writes(house: House, waited: list[float]) -> None:
    while True:
        began = perf_counter()
        await house.writer.post(Post(house.els, house.shared.id, str(uuid4()), "Dank u."))
        waited.append((perf_counter() - began) * 1000)
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    main()
