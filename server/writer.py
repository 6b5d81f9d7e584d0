"""The one writer of a process: it takes everything that waits into one transaction, and answers after the commit.

A batch forms by itself while the one before it commits; a lone message is a batch of one. Whatever fails on its own
account fails alone: a batch the database refuses is halved until the culprit stands by itself.
"""

import asyncio
import logging
from asyncio import Future
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar, cast

from msgspec import Struct

from server.accounts.principal import Principal
from server.conversations.facts import Claim
from server.errors import Internal, Refused, Unavailable
from server.frames import Nothing
from server.messages.actions import Post, look_up, post_many
from server.messages.frames import Posted
from server.receipts.actions import Raise, raise_marks
from server.rows import Steps
from server.store import Clash, Lost, Store
from server.work import Published, Work

T = TypeVar("T")
Publish = Callable[[int, list[Published]], None]
Frames = dict[int, list[Published]]
log = logging.getLogger(__name__)

BATCH = 512
RETRIES = 3
# After a batch of this many, wait so many seconds: who was just answered may speak again and goes along.
BUSY = 10
PAUSE = 0.001


@dataclass(frozen=True, slots=True)
class Do:
    """Steps of their own, such as starting or closing a conversation."""

    steps: Callable[[Work], Steps[Any]]
    by: Principal | None = None
    conversation: int | None = None


class Job(Struct):
    deed: Post | Raise | Do
    answer: Future[Any]

    def claims(self) -> list[Claim]:
        match self.deed:
            case Post(by, conversation):
                return [(conversation, by.person_id, by.side)]
            case Raise(by, marks):
                return [(mark[0], by.person_id, by.side) for mark in marks]
            case Do(_, by, conversation) if by is not None and conversation is not None:
                return [(conversation, by.person_id, by.side)]
        return []


class Writer:
    """`publish(office, frames)` is called after each commit, in the order of commits."""

    def __init__(self, store: Store, publish: Publish, *, waiting_at_most: int = 5_000) -> None:
        self.store = store
        self.publish = publish
        self.waiting_at_most = waiting_at_most
        self.pen = store.pen()
        self.waiting: deque[Job] = deque()
        self.wake = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.task = asyncio.create_task(self._run(), name="writer")

    async def stop(self) -> None:
        """Write what waits, then stop."""
        if self.task is not None:
            task, self.task = self.task, None
            self.wake.set()
            await task
        await self.pen.close()

    def post(self, post: Post) -> Future[Posted]:
        return self._submit(post)

    def raise_marks(self, marks: Raise) -> Future[Nothing]:
        return self._submit(marks)

    def do(
        self,
        steps: Callable[[Work], Steps[T]],
        *,
        by: Principal | None = None,
        conversation: int | None = None,
    ) -> Future[T]:
        """Run steps in the next transaction. Name the conversation they will lock, and for whom."""
        return self._submit(Do(steps, by, conversation))

    def _submit(self, deed: Post | Raise | Do) -> Future[Any]:
        job = Job(deed, self.loop.create_future())
        if len(self.waiting) >= self.waiting_at_most or self.task is None:
            job.answer.set_exception(Unavailable())
        else:
            self.waiting.append(job)
            self.wake.set()
        return job.answer

    async def _run(self) -> None:
        while self.task is not None or self.waiting:
            if not self.waiting:
                self.wake.clear()
                await self.wake.wait()
                continue
            batch = [self.waiting.popleft() for _ in range(min(len(self.waiting), BATCH))]
            await self._write(batch)
            if len(batch) >= BUSY:
                await asyncio.sleep(PAUSE)

    async def _write(self, batch: Sequence[Job]) -> None:
        """Commit the batch, or halve it until the job that cannot be stored is alone."""
        try:
            answers, frames = await self._transact(batch)
        except Refused as refused:
            _fail(batch, refused)
        except Exception as error:
            if len(batch) == 1:
                log.error("a %s could not be stored", type(batch[0].deed).__name__, exc_info=error)
                _fail(batch, Internal())
                return
            middle = len(batch) // 2
            await self._write(batch[:middle])
            await self._write(batch[middle:])
        else:
            _answer(batch, answers)  # who waits is only woken: his answer and the news leave together
            self._announce(frames)

    async def _transact(self, batch: Sequence[Job]) -> tuple[list[Any], Frames]:
        for attempt in range(RETRIES):
            try:
                return await self.pen.transact(_all(Work(self.store.clock()), batch))
            except Clash:
                continue
            except Lost as error:
                log.warning("the database cannot store now (%s), attempt %d", error, attempt + 1)
        raise Unavailable()

    def _announce(self, frames: Frames) -> None:
        for office, published in frames.items():
            try:
                self.publish(office, published)
            except Exception:
                log.exception("news could not be passed on; the sweep will")


def _all(work: Work, batch: Sequence[Job]) -> Steps[tuple[list[Any], Frames]]:
    """Everything of the batch in one transaction, in the order it came; neighbours of a kind go together."""
    claims = {claim for job in batch for claim in job.claims()}
    yield from look_up(work, claims, [job.deed for job in batch if isinstance(job.deed, Post)])
    answers: list[Any] = []
    for single, group in groupby(batch, key=lambda job: isinstance(job.deed, Do)):
        jobs = list(group)
        answers += yield from (_each(work, jobs) if single else _together(work, jobs))
    frames = yield from work.flush()
    return answers, frames


def _together(work: Work, jobs: list[Job]) -> Steps[list[Any]]:
    posts = [job for job in jobs if isinstance(job.deed, Post)]
    raises = [job for job in jobs if isinstance(job.deed, Raise)]
    answers: dict[int, Any] = {}
    if posts:
        posted = yield from post_many(work, [cast(Post, job.deed) for job in posts])
        answers.update(zip(map(id, posts), posted, strict=True))
    if raises:
        raised = yield from raise_marks(work, [cast(Raise, job.deed) for job in raises])
        answers.update(zip(map(id, raises), raised, strict=True))
    return [answers[id(job)] for job in jobs]


def _each(work: Work, jobs: list[Job]) -> Steps[list[Any]]:
    answers: list[Any] = []
    for job in jobs:
        try:
            answers.append((yield from cast(Do, job.deed).steps(work)))
        except Refused as refused:
            answers.append(refused)
    return answers


def _answer(batch: Sequence[Job], answers: list[Any]) -> None:
    for job, answer in zip(batch, answers, strict=True):
        if job.answer.done():
            continue
        if isinstance(answer, Refused):
            job.answer.set_exception(answer)
        else:
            job.answer.set_result(answer)


def _fail(batch: Sequence[Job], refused: Refused) -> None:
    for job in batch:
        if not job.answer.done():
            job.answer.set_exception(refused)
