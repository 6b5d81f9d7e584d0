"""A real Redis (or Valkey) on a unix socket, that a test may also kill, freeze and start again."""

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Self

import redis
from redis.backoff import ConstantBackoff
from redis.exceptions import BusyLoadingError, ConnectionError
from redis.retry import Retry

from server.up.children import dies_with_parent
from server.up.redis import binary, command


class RedisServer:
    def __init__(self, program: str) -> None:
        self.program = program
        self.folder = Path(tempfile.mkdtemp(prefix="vinkje-redis-"))
        self.socket = self.folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        self.process: subprocess.Popen[bytes] | None = None

    @classmethod
    def found(cls) -> Self | None:
        program = binary()
        return cls(program) if program else None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start, and return once it answers."""
        self.process = subprocess.Popen(
            command(self.program, self.socket),
            stdout=subprocess.DEVNULL,
            preexec_fn=dies_with_parent(signal.SIGKILL),
        )
        patience = Retry(ConstantBackoff(0.02), 500, (ConnectionError, BusyLoadingError, FileNotFoundError))
        with redis.Redis.from_url(self.url, retry=patience) as client:
            client.ping()

    def kill(self) -> None:
        """The hard way; start() brings up an empty one again."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
            self.process = None
        self.socket.unlink(missing_ok=True)

    def freeze(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def stored(self, key: str) -> str | None:
        with redis.Redis.from_url(self.url, decode_responses=True, protocol=2) as client:
            return client.get(key)  # type: ignore[return-value]

    def empty(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()
