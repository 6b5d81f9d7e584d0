"""Delivering mails. An actor gets a Message-ID, nothing else: the ledger knows the rest, and whether it still holds."""

from functools import partial

import dramatiq

from server.config import settings
from server.reminders import actions
from workers.broker import broker, store, tick
from workers.tick import Errand


@dramatiq.actor(broker=broker, queue_name="mails")
async def deliver(mail: str) -> None:
    await actions.deliver(store, settings(), mail)


ticker = actions.Ticker(store, settings())
tick.errands.append(Errand(ticker.tick, deliver.send, partial(actions.deliver, store, settings())))
