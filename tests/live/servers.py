"""Two real server processes on one database and one Redis, for as many offices as there are tests."""

from itertools import cycle
from pathlib import Path
from typing import Self

from server.up import ports
from tests.installation import environment_of
from tests.loops import apart
from tests.programs import Web


class TwoServers:
    def __init__(self, database_url: str, redis_url: str, folder: Path) -> None:
        numbers = [ports.free(), ports.free()]
        environment = environment_of(database_url, redis_url, folder, numbers)
        self.database_url = database_url
        self.webs = [Web(port, environment, folder / f"web-{port}.log") for port in numbers]

    def __enter__(self) -> Self:
        for web in self.webs:
            web.start()
        for web in self.webs:
            apart(web.answers())
        return self

    def __exit__(self, *_: object) -> None:
        for web in self.webs:
            web.stop()
        assert not any(web.tracebacks() for web in self.webs)


class Far:
    """What an app sees of them: each connection comes to the other one."""

    def __init__(self, webs: list[Web]) -> None:
        self.turns = cycle(webs)

    @property
    def url(self) -> str:
        return f"{next(self.turns).url.replace('http', 'ws', 1)}/api/v1/live"
