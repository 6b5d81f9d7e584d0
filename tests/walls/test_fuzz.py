"""Any request at all, as everybody of the matrix, to a node that really listens: at worst a clear no."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from itertools import cycle

import pytest
import requests
import uvicorn
from schemathesis import APIOperation, Case, Response
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from server.app import ENDPOINTS
from server.config import Settings
from server.described.openapi import document
from server.live.protocol import LiveProtocol
from tests.contract import HEADERS, Undescribed, check_answer
from tests.live.node import QuietServer
from tests.walls.conftest import Here
from tests.walls.fuzz import RIGHT, WRONG, Known, at_random, at_the_edges, operations
from tests.walls.matrix import KINDS
from tests.walls.town import Town, Townsman
from tests.walls.witness import witness

RIGHT_ONES, ANY = 36, 12
CHECKED = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "allow_header_conformance",
)  # fmt: skip


@asynccontextmanager
async def listening(town: Town) -> AsyncIterator[str]:
    """The town's node on a port of this machine."""
    options = {"lifespan": "off", "log_config": None, "access_log": False, "server_header": False}
    server = QuietServer(uvicorn.Config(town.app, port=0, ws=LiveProtocol, **options))  # type: ignore[arg-type]
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    host, port = server.servers[0].sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        await running


class Asking:
    """All the requests of one operation, each as somebody else, everybody at least once."""

    def __init__(self, operation: APIOperation, url: str, known: Known) -> None:
        self.url = url
        right = at_random(operation, RIGHT_ONES, RIGHT)
        any_ = at_random(operation, ANY, RIGHT, WRONG)
        self.cases = [*map(known.aim, right), *any_, *at_the_edges(operation)]
        self.problems: list[str] = []
        load_all_checks()
        self.checks = CHECKS.get_by_names(CHECKED)

    def as_everybody(self, everybody: list[tuple[Townsman, str]]) -> None:
        """In a thread of its own, for schemathesis speaks through `requests`; hypothesis stays out of it: Python 3.11
        parses source in one thread at a time only."""
        rounds = cycle(everybody)
        with closing(requests.Session()) as line:
            for case in [*self.cases, *self.cases[: max(0, len(everybody) - len(self.cases))]]:
                who, token = next(rounds)
                self._ask(line, case, who, token)

    def _ask(self, line: requests.Session, case: Case, who: Townsman, token: str) -> None:
        line.cookies.clear()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = case.call(base_url=self.url, session=line, headers=headers)
        path = answer.request.path_url.partition("?")[0]
        where = f"{case.method} {path} as {who.actor.name}"
        witness.tells(("secret", token), f"the answer to {where}", answer.content)
        if missing := HEADERS - {name.lower() for name in answer.headers}:
            self.problems.append(f"{where}: without {missing}")
        try:
            case.validate_response(answer, checks=self.checks)
            check_answer(case.method, path, answer.status_code, answer.content)
        except (FailureGroup, Undescribed) as problem:
            self.problems.append(f"{where}: {problem}\n{_curl(case, answer)}")


def _curl(case: Case, answer: Response) -> str:
    return f"{case.as_curl_command()}\n{answer.status_code} {answer.content[:300]!r}"


@pytest.mark.spec("T5", "T8")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("what", ["reading and sessions", "commands"])
async def test_any_request_as_everybody(here: Here, caplog: pytest.LogCaptureFixture, what: str) -> None:
    town, _ = here
    commands = what == "commands"
    talks = [(await town.conversation(kind))[0] for kind in KINDS]
    files = [*[await town.file(talk) for talk in talks], await town.upload("full", missing=1)]
    known = Known(town, talks, files)
    problems = []
    async with listening(town) as url:
        for operation in operations(document(ENDPOINTS, Settings()), commands=commands):
            everybody = [(who, await _token(town, name)) for name, who in town.people.items()]
            asking = Asking(operation, url, known)
            await asyncio.to_thread(asking.as_everybody, everybody)
            problems += asking.problems
    assert not problems, f"{len(problems)} problems\n" + "\n\n".join(problems[:20])
    told = [record for record in caplog.records if record.levelno >= logging.WARNING or record.exc_info]
    assert not told, told


async def _token(town: Town, name: str) -> str:
    return "" if town.people[name].actor.side == "nobody" else (await town.session(name))[0]
