"""A real Redis Cluster on loopback: three masters, and replicas where asked; each may be killed and started again."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Self

import redis
from redis.backoff import ConstantBackoff
from redis.crc import key_slot
from redis.exceptions import BusyLoadingError, ConnectionError
from redis.retry import Retry

from server.up.children import dies_with_parent
from server.up.redis import binary

SECRET = "open-sesame"
SLOTS = 16_384
MASTERS = 3
FAILED_AFTER_MS = 1_000


class Member:
    """One server of the cluster."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.port, self.gossip = _free_ports(2)
        self.process: subprocess.Popen[bytes] | None = None
        self.folder.mkdir()
        self.start()
        self.id: str = self.says("CLUSTER MYID")

    def start(self) -> None:
        """With the slots it had, and nothing in them."""
        self.process = subprocess.Popen(
            [
                self.program,
                *("--bind", "127.0.0.1", "--port", str(self.port), "--cluster-port", str(self.gossip)),
                *("--cluster-enabled", "yes", "--cluster-node-timeout", str(FAILED_AFTER_MS)),
                *("--cluster-replica-validity-factor", "0", "--repl-diskless-sync-delay", "0"),
                *("--requirepass", SECRET, "--masterauth", SECRET),
                *("--dir", str(self.folder), "--save", "", "--appendonly", "no"),
                *("--loglevel", "warning", "--logfile", str(self.folder / "redis.log")),
            ],
            stdout=subprocess.DEVNULL,
            preexec_fn=dies_with_parent(signal.SIGKILL),
        )

    def freeze(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def says(self, *command: Any) -> Any:
        patience = Retry(ConstantBackoff(0.02), 500, (ConnectionError, BusyLoadingError))
        with redis.Redis(
            port=self.port, password=SECRET, retry=patience, decode_responses=True, protocol=2
        ) as client:
            return client.execute_command(*command)

    @property
    def is_well(self) -> bool:
        return bool(self.says("CLUSTER INFO")["cluster_state"] == "ok")

    @property
    def role(self) -> str:
        return str(self.says("ROLE")[0])


class RedisCluster:
    def __init__(self, program: str, replicas: int = 0) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vinkje-cluster-"))
        self.members = [Member(program, self.folder / str(n)) for n in range(MASTERS + replicas)]
        self.url = f"redis+cluster://:{SECRET}@" + ",".join(
            f"127.0.0.1:{member.port}" for member in self.members
        )

    @classmethod
    def found(cls, replicas: int = 0) -> Self | None:
        program = binary()
        return cls(program, replicas) if program else None

    def __enter__(self) -> Self:
        self._meet()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _meet(self) -> None:
        first, *others = self.members
        masters, replicas = self.members[:MASTERS], self.members[MASTERS:]
        for number, member in enumerate(masters):
            edges = (number * SLOTS // MASTERS, (number + 1) * SLOTS // MASTERS - 1)
            member.says("CLUSTER ADDSLOTSRANGE", *edges)
            member.says("CLUSTER SET-CONFIG-EPOCH", number + 1)
        for member in others:
            first.says("CLUSTER MEET", "127.0.0.1", member.port, member.gossip)
        self.is_well()
        for master, replica in zip(masters, replicas, strict=False):
            replica.says("CLUSTER REPLICATE", master.id)
            until(lambda replica=replica: replica.says("ROLE")[3] == "connected")

    def start(self) -> None:
        """All that were killed; returns once it works again."""
        for member in self.members:
            if not member.process:
                member.start()
        self.is_well()

    def kill(self) -> None:
        for member in self.members:
            member.kill()

    def is_well(self) -> None:
        """Return once all that live say so, and know all the others."""
        for member in self.alive:
            until(lambda member=member: member.is_well and len(self._known(member)) == len(self.members))

    def _known(self, member: Member) -> list[str]:
        return [row for row in member.says("CLUSTER NODES").values() if "handshake" not in row["flags"]]

    @property
    def alive(self) -> list[Member]:
        return [member for member in self.members if member.process]

    @property
    def masters(self) -> list[Member]:
        return [member for member in self.alive if member.role == "master"]

    def home_of(self, channel: str) -> Member:
        """The master of its slot, as those who live see it."""
        slot = key_slot(channel.encode())
        for first, last, (_, port, *_), *_ in self.alive[0].says("CLUSTER SLOTS"):
            if first <= slot <= last:
                return next(member for member in self.members if member.port == port)
        raise LookupError(channel)

    def stored(self, key: str) -> str | None:
        value = self.home_of(key).says("GET", key)
        return value if value is None else str(value)

    def moves(self, channel: str, to: Member) -> None:
        """Its slot, with nothing stored in it, to another master."""
        slot, home = key_slot(channel.encode()), self.home_of(channel)
        for member in (to, home, *self.masters):
            member.says("CLUSTER SETSLOT", slot, "NODE", to.id)

    def empty(self) -> None:
        for member in self.masters:
            member.says("FLUSHALL")


def until(true: Callable[[], bool]) -> None:
    """Never longer than the test that asks may take."""
    while not true():
        time.sleep(0.01)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        made = [stack.enter_context(closing(socket.create_server(("127.0.0.1", 0)))) for _ in range(count)]
        return [each.getsockname()[1] for each in made]
