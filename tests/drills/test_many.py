"""kill -9 of the worker in the middle of asking many: nobody is left out, nobody is asked twice."""

from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select
from sqlmodel import col

from server.bulk.models import Bulk
from server.conversations.models import Conversation
from server.dossiers.models import Client, Dossier
from server.messages.models import Message
from server.store import Store
from server.streams.models import Event, Stream
from tests.drills.conftest import NAMES, Drill, Makes
from tests.people import PASSWORD
from tests.platform.waiting import until_async
from tests.world import DAWN

DOSSIERS = 900
TEXTS = {"nl": {"subject": "BTW", "text": "Dag %first_name%, en %company_name%?"}}


async def fills(store: Store, drill: Drill) -> None:
    """Many dossiers, and Els reads in all of them."""
    world = drill.world
    dossiers = [
        Dossier(office_id=world.office.id, number=f"M{n:04}", name=f"Zaak {n}", created_at=DAWN)
        for n in range(DOSSIERS)
    ]
    els = world.els.person_id
    async with store.begin() as session:
        session.add_all(dossiers)
        await session.flush()
        session.add_all(Client(dossier_id=dossier.id, person_id=els, since=DAWN) for dossier in dossiers)


async def asks(drill: Drill) -> int:
    async with httpx.AsyncClient(base_url=drill.installation.url) as http:
        wish = {"email": f"{NAMES['an']}@drill.test", "password": PASSWORD, "bearer": True}
        token = (await http.post("/api/v1/session", json=wish)).raise_for_status().json()["token"]
        answer = await http.post(
            "/api/v1/commands/bulk.start",
            headers={"Authorization": f"Bearer {token}"},
            json={
                "cid": str(uuid4()),
                "selection": {"filter": {"q": "zaak"}},
                "audience": "all",
                "texts": TEXTS,
            },
        )
        return int(answer.raise_for_status().json()["bulk"])


async def stands(store: Store, bulk: int) -> Bulk:
    async with store.session() as session:
        return await session.get_one(Bulk, bulk)


@pytest.mark.spec("P4", "T1", "T4")
async def test_a_worker_killed_three_times_changes_nothing(makes: Makes, database_url: str) -> None:
    drill = await makes(database_url, VINKJE_BULK__UNDO="100ms")
    worker, store = drill.installation.worker, Store(database_url)
    try:
        await fills(store, drill)
        bulk = await asks(drill)
        for share in (1, 3, 5):

            async def middle(share: int = share) -> bool:
                return (await stands(store, bulk)).started >= share * 100

            worker.start()
            await until_async(middle)
            worker.kill()
            assert (await stands(store, bulk)).state == "leaving"
        worker.start()

        async def done() -> bool:
            return (await stands(store, bulk)).state == "done"

        await until_async(done)
        told = await stands(store, bulk)
        assert (told.total, told.started, told.failed, told.skipped) == (DOSSIERS, DOSSIERS, 0, 0)
        async with store.session() as session:
            made = (await session.execute(select(col(Conversation.dossier_id), col(Conversation.head)))).all()
            texts = set(await session.scalars(select(col(Message.text))))
            news = await session.scalar(
                select(func.count()).where(col(Event.stream_id) == f"S:{drill.world.office.id}")
            )
            head = await session.get_one(Stream, f"S:{drill.world.office.id}")
        assert len(made) == len({dossier for dossier, _ in made}) == len(texts) == DOSSIERS
        assert {head for _, head in made} == {1}
        assert news == head.head == DOSSIERS
    finally:
        await store.close()
