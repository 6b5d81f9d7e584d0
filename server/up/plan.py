"""What this run needs of its own: ports, addresses and which programs, told to the children by environment."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from server.config import LOOPBACK, ROOT, Settings
from server.up import ports, redis
from server.up.errors import CannotStart
from server.up.procfile import Program


@dataclass(frozen=True)
class Plan:
    settings: Settings
    overlay: dict[str, str]
    programs: list[Program]

    @property
    def environment(self) -> dict[str, str]:
        """What every child gets: ours, the overlay, and a PATH on which `vinkje` is this one."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        own = {"PATH": path, "VINKJE_ROOT": str(ROOT), "PYTHONUNBUFFERED": "1"}
        return {**os.environ, **own, **self.overlay}

    def runs(self, name: str) -> bool:
        return any(program.name == name for program in self.programs)


def make(settings: Settings, programs: list[Program], port: int | None) -> Plan:
    """Raises CannotStart when the port is taken or no Redis can be had."""
    overlay = {"VINKJE_DATA": str(settings.data.absolute()), **_web(settings, port)}
    without = set()
    if settings.redis.url:
        without.add("redis")
    else:
        overlay |= _redis(settings)
    if catches_mail(settings):
        overlay |= _mail(settings)
    else:
        without.add("mail")
    return Plan(settings, overlay, [program for program in programs if program.name not in without])


def catches_mail(settings: Settings) -> bool:
    """In development, mail for this very machine goes to the mail catcher."""
    mine = settings.smtp.host in LOOPBACK and not settings.smtp.user
    return settings.environment == "development" and mine


def _web(settings: Settings, port: int | None) -> dict[str, str]:
    chosen = settings.web.port if port is None else port
    if not ports.is_free(settings.web.host, chosen):
        raise CannotStart(f"port {chosen} is taken; choose another with --port")
    return {"VINKJE_WEB__PORT": str(chosen), "VINKJE_PUBLIC_URL": _public_url(settings, chosen)}


def _public_url(settings: Settings, port: int) -> str:
    """In development the address people use follows the port."""
    address = urlsplit(settings.public_url)
    if settings.environment == "production" or address.hostname not in LOOPBACK:
        return settings.public_url
    return urlunsplit(address._replace(netloc=f"{address.hostname}:{port}"))


def _redis(settings: Settings) -> dict[str, str]:
    if not redis.binary():
        raise CannotStart("no Redis: install redis-server or valkey-server, or set VINKJE_REDIS__URL")
    return {"VINKJE_REDIS__URL": f"unix://{redis.socket_path(settings.data)}"}


def _mail(settings: Settings) -> dict[str, str]:
    host = "127.0.0.1"
    return {
        "VINKJE_SMTP__HOST": host,
        "VINKJE_SMTP__PORT": str(ports.free(host, settings.smtp.port)),
        "VINKJE_SMTP__PAGE_PORT": str(ports.free(host, settings.smtp.page_port)),
    }
