"""A node that goes away says so, finishes what was asked, and is not missed."""

import asyncio

from tests.live.conftest import Office


async def test_everybody_is_sent_on_and_nothing_is_lost(office: Office) -> None:
    going, staying = await office.node(drain=300), await office.node()
    els_token = await office.token(office.world.els)
    an = await office.online(going, await office.token(office.world.an))
    els = await office.online(going, els_token)
    asked = await an.says(
        "message.send",
        {
            "cid": "0192f8a1-0000-7000-8000-000000000001",
            "conversation": office.conversation,
            "text": "nog dit",
        },
    )
    going.server.should_exit = True
    assert 0 <= (await els.hears_a("draining"))["d"]["reconnect_in_ms"] <= 300
    assert (await an.hears(lambda frame: frame.get("id") == asked))["t"] == "ok"
    assert await an.closed() == await els.closed() == 4200
    async with asyncio.timeout(5):
        await going.task
    assert going.live.draining
    back = await office.online(staying, els_token, cursor={office.dossier: 1})
    assert await back.gets(office.dossier, 2) == ["nog dit"]
