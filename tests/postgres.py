"""A real PostgreSQL cluster in a temporary folder."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Self

import asyncpg
from sqlalchemy.engine import URL, make_url

from server.up.children import dies_with_parent
from tests.loops import apart

INSTALLED = Path("/usr/lib/postgresql")
SETTINGS = {"listen_addresses": "", "max_connections": "200", "max_wal_size": "128MB"}
LASTING: dict[str, str] = {}
# What was committed outlives any process all the same; only not the machine.
HASTY = {"fsync": "off", "full_page_writes": "off"}


class Postgres:
    """A server to make databases on; `url` names its maintenance database."""

    def __init__(self, url: str) -> None:
        self.url = url

    @staticmethod
    def programs() -> Path | None:
        """The folder of `initdb` and `postgres`: the newest of Debian's, else from PATH."""
        debian = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda file: int(file.parent.parent.name))
        named = shutil.which("initdb")
        found = debian[-1] if debian else named and Path(named).resolve()
        return found.parent if found else None

    @classmethod
    @contextmanager
    def thrown_away(cls, programs: Path, settings: dict[str, str] = LASTING) -> Iterator["Postgres"]:
        with Cluster(programs, settings) as cluster:
            yield cls(cluster.url)

    def database(self, name: str) -> str:
        """The URL of one of its databases."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def create(self, template: str = "template0") -> str:
        name = f"vinkje_{secrets.token_hex(6)}"
        apart(self._run(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return name

    def drop(self, name: str) -> None:
        apart(self._run(f"DROP DATABASE {name} WITH (FORCE)"))

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(plain(self.url))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def plain(url: str | URL) -> str:
    """`postgresql+asyncpg://…` as asyncpg itself wants it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class Cluster:
    """A cluster of our own in a temporary folder, that a test may also stop and start again."""

    def __init__(self, programs: Path, settings: dict[str, str] = LASTING) -> None:
        self.programs = programs
        self.settings = SETTINGS | settings
        self.folder = Path(tempfile.mkdtemp(prefix="vinkje-postgres-"))
        self.url = f"postgresql+asyncpg://postgres@/postgres?host={self.folder}"
        self.process: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root, so root runs it as Debian's own user for it.
        self.who: dict[str, Any] = {"cwd": self.folder}
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self.who |= {"user": "postgres", "group": "postgres", "extra_groups": []}

    def __enter__(self) -> Self:
        options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        command: list[str | Path] = [self.programs / "initdb", *options, self.folder / "data"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **self.who)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start, and return once it takes connections."""
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        server = subprocess.Popen(
            [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, *settings],
            stderr=subprocess.PIPE,
            preexec_fn=dies_with_parent(signal.SIGQUIT),
            **self.who,
        )
        self.process = server
        assert server.stderr
        for line in server.stderr:
            if b"ready to accept connections" in line:
                break
        else:
            raise RuntimeError(f"PostgreSQL did not start: {line.decode()}")
        Thread(target=server.stderr.read, daemon=True).start()

    def stop(self) -> None:
        """At once, whoever is connected."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()
            assert self.process.stderr
            self.process.stderr.close()
            self.process = None
