"""What many were asked. An actor gets its number, nothing else: the rows know what is left of it."""

import dramatiq

from server.bulk import running
from server.clock import now
from server.config import settings
from server.reminders.actions import tick_every
from workers.broker import broker, news, store, tick
from workers.tick import Errand

Due = tuple[int, int]


@dramatiq.actor(broker=broker, queue_name="bulks")
async def leave(bulk: int) -> None:
    await running.run(store, news.publish, bulk)


async def find() -> list[Due]:
    """Also those due before the tick after this one, so that they are woken in time."""
    return await running.due(store, now() + 2 * tick_every(settings()))


def wake(due: Due) -> None:
    bulk, leaves_at = due
    leave.send_with_options(args=(bulk,), delay=max(0, leaves_at - now()) or None)


async def do(due: Due) -> None:
    await running.run(store, news.publish, due[0])


tick.errands.append(Errand(find, wake, do))
