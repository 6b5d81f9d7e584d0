"""The database this process wrote to becomes somebody's standby."""

import pytest

from server.rows import Statement
from server.store import PostgresPen
from tests.core.conftest import Office


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_who_may_only_read_connects_anew(office: Office) -> None:
    question = await office.starts(office.world.an)
    pen = office.writer.pen
    assert isinstance(pen, PostgresPen) and pen.pipeline is not None
    pen.pipeline.send(Statement("SET default_transaction_read_only = on", {})())
    await pen.pipeline.trip()
    assert (await office.posts(office.world.els, question.conversation, "Ja")).seq == 2
