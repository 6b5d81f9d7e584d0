"""The two-hour mails: a tick finds what is due and claims it, a delivery hands one mail over.

The seats are the clock; the ledger follows them and says what became of each run (R11). Both verbs may be called by
any number of workers at once, and be killed at any point: a mail goes out once, or again under the same Message-ID.
"""

import asyncio
from dataclasses import dataclass, field
from email.utils import parseaddr

from sqlalchemy.exc import DBAPIError

from server.clock import Instant
from server.config import Settings
from server.mailing.smtp import Conversation, Outcome
from server.reminders import claims, following, handing, office, planning, rounds
from server.reminders.mail import compose
from server.reminders.rounds import Place, Round
from server.store import Store

LOOK_BACK = 120_000
PATIENCE = 30_000


@dataclass(slots=True)
class Ticker:
    """What a process remembers between ticks: up to when it looked, and how far its rounds through everything are.

    The rounds go on a bounded step each tick. They find what a node wrote whose clock is further behind than
    `LOOK_BACK`, and what nobody moved: the return of somebody who was away, an office that waits longer now.
    """

    store: Store
    settings: Settings
    looked_to: Instant | None = None
    clocks: Round[Instant] = field(default_factory=lambda: Round.of(0))
    suspended: Round[Place] = field(default_factory=lambda: Round.of((0, 0)))
    planned: Round[Place] = field(default_factory=lambda: Round.of((0, 0)))

    async def tick(self) -> list[str]:
        """Plan new runs, cancel ended ones, choose the office's recipients, claim what is due.

        Returns the Message-IDs of mails to deliver: those just claimed, and those nobody took or finished.
        """
        reminders = self.settings.reminders
        began = self.store.clock()
        if self.looked_to is None:
            self.looked_to = await rounds.looked_to(self.store)
        await planning.plan(self.store, reminders.unread_after, min(self.looked_to, began) - LOOK_BACK)
        await self._go_round(reminders.unread_after)
        await office.choose(self.store, reminders.unread_after)
        await following.due(self.store, reminders.unread_after)
        self.looked_to = began
        await rounds.remember(self.store, began)
        claimed = await claims.claim(self.store, mail_domain(self.settings))
        left = await claims.left_behind(self.store, reminders, PATIENCE, lease(self.settings))
        return [*claimed, *left]

    async def _go_round(self, unread_after: Instant) -> None:
        """One step of each."""
        stretch = await rounds.clocks(self.store, self.clocks)
        await planning.plan_between(self.store, unread_after, *stretch)
        await planning.resume(self.store, unread_after, await rounds.suspended(self.store, self.suspended))
        await following.these(self.store, unread_after, await rounds.planned(self.store, self.planned))


async def deliver(store: Store, settings: Settings, mail: str) -> Outcome | None:
    """Hand over this mail if it is still owed; none when there is nothing to do. Written down before and after."""
    parcel = await handing.take(store, settings.reminders, lease(settings), mail)
    if parcel is None:
        return None
    now = store.clock()
    connection = Conversation(settings.smtp)
    try:
        letter = compose(parcel.contents, settings.public_url, settings.reminders.unread_after, now)
        outcome = await connection.hand_over(letter, mail, now)
    except Exception as error:  # a mail that cannot be written must not be tried for ever
        outcome = Outcome("temporary", f"{type(error).__name__}: {error}")
    await _write_down(store, settings, parcel, outcome)
    await connection.quit()
    return outcome


async def _write_down(store: Store, settings: Settings, parcel: handing.Parcel, outcome: Outcome) -> None:
    """Tried a few times: a mail that went out but is not written down goes out again."""
    for wait in (0.2, 1, 5):
        try:
            return await _end(store, settings, parcel, outcome)
        except (DBAPIError, OSError):
            await asyncio.sleep(wait)
    await _end(store, settings, parcel, outcome)


async def _end(store: Store, settings: Settings, parcel: handing.Parcel, outcome: Outcome) -> None:
    if outcome.kind == "accepted":
        await handing.sent(store, parcel)
    elif outcome.kind == "refused":
        await handing.fail(store, parcel, outcome.why)
    else:
        await handing.put_back(store, settings.reminders, parcel, outcome.why)


def lease(settings: Settings) -> int:
    """How long one may hold a mail before others think him dead: longer than an honest conversation takes."""
    return 3 * settings.smtp.timeout


def tick_every(settings: Settings) -> int:
    """The interval of ticks: short delays, for trying, want short ticks."""
    return max(200, min(settings.reminders.tick, settings.reminders.unread_after // 5))


def mail_domain(settings: Settings) -> str:
    return parseaddr(settings.smtp.sender)[1].rpartition("@")[2]
