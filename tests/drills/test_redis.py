"""Redis only makes it faster: frozen or dead, the chat goes on at two seconds; back, it is live again."""

import time

import pytest

from tests.drills.conftest import Drill, Makes

SLOW_S = 2.0 + 2.0  # the sweep of moved streams, and room for a busy machine


async def latency(drill: Drill, text: str) -> float:
    """From An's press of Send, on one node, to Els's app, on the other."""
    began = time.monotonic()
    await drill.apps["an"].posts(drill.conversation, text)
    await drill.apps["els"].has(drill.conversation, text)
    return time.monotonic() - began


async def two_nodes(makes: Makes, database_url: str) -> Drill:
    drill = await makes(database_url, nodes=2)
    await drill.joins("an", 0)
    await drill.joins("els", 1)
    await drill.begins()
    return drill


@pytest.mark.spec("U2", "T9")
@pytest.mark.parametrize("accident", ["killed", "frozen"])
async def test_chat_goes_on_without_redis(makes: Makes, sqlite_url: str, accident: str) -> None:
    drill = await two_nodes(makes, sqlite_url)
    redis = drill.installation.redis
    if accident == "killed":
        redis.kill()
    else:
        redis.freeze()
    for number in range(2):
        assert await latency(drill, f"zonder Redis {number}") < SLOW_S
    if accident == "killed":
        redis.start()
    else:
        redis.thaw()
    async with drill.in_the_middle_of(5):
        pass
    stored = await drill.stored()
    for app in drill.apps.values():
        await app.sees(lambda app=app: len(app.texts(drill.conversation)) == len(stored))  # type: ignore[misc]
        assert app.texts(drill.conversation) == [text for _, text, _ in stored]
        assert app.connections == 1
    await until_live_again(drill)


async def until_live_again(drill: Drill) -> None:
    number = 0
    while await latency(drill, f"weer met Redis {number}") > 0.5:
        number += 1


@pytest.mark.spec("U2", "T3", "T9")
async def test_redis_dies_in_the_middle_of_sends(makes: Makes, database_url: str) -> None:
    drill = await two_nodes(makes, database_url)
    messages = 30
    async with drill.in_the_middle_of(messages):
        drill.installation.redis.kill()
        drill.installation.redis.start()
    await drill.ends_well(messages)
