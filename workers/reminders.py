"""Delivering mails. An actor gets a Message-ID, nothing else: the ledger knows the rest, and whether it still holds."""

import dramatiq

from server.config import settings
from server.reminders import actions
from workers.broker import broker, store, tick


@dramatiq.actor(broker=broker, queue_name="mails")
async def deliver(mail: str) -> None:
    await actions.deliver(store, settings(), mail)


tick.enqueue = deliver.send
