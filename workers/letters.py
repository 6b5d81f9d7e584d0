"""Writing letters about accounts. An actor gets a letter's number; its row knows the rest."""

from functools import partial

import dramatiq

from server.accounts import letters
from server.config import settings
from workers.broker import broker, store, tick
from workers.tick import Errand


@dramatiq.actor(broker=broker, queue_name="mails")
async def write(letter: int) -> None:
    await letters.write(store, settings(), letter)


tick.errands.append(
    Errand(partial(letters.waiting, store), write.send, partial(letters.write, store, settings()))
)
