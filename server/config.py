"""Settings, read once from `config.yaml` and the environment (`VINKJE_REMINDERS__UNREAD_AFTER=5s`)."""

import os
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
UNITS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def milliseconds(value: Any) -> Any:
    """`5s`, `90m`, `2h`, `1500ms` as milliseconds; whole numbers are milliseconds already."""
    if isinstance(value, str) and (found := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)", value.strip())):
        return round(float(found[1]) * UNITS[found[2]])
    return value


# Endings of what a double click would run, on some machine.
REFUSED = set(
    """
    apk app appimage appref-ms application bat cab chm cmd com command cpl deb desktop diagcab dll dmg exe gadget hlp
    hta inf ins iso isp jar jnlp js jse lib lnk mde mht mhtml msc msi msix msixbundle msp mst nsh ocx osd pif pkg ps1
    psc1 psd1 psm1 py pyc pyw rb reg rpm scf scpt scr sct settingcontent-ms sh shb sys theme url vb vbe vbp vbs vhd
    vhdx vxd wsc wsf wsh xll xnk
    """.split()
)

Duration = Annotated[int, BeforeValidator(milliseconds), Field(ge=0)]


class Web(BaseModel):
    host: str = "127.0.0.1"
    port: int = 8480
    portals: list[str] = []


class Redis(BaseModel):
    url: str = ""


class Database(BaseModel):
    url: str = ""
    pool: int = 8


class Smtp(BaseModel):
    host: str = "127.0.0.1"
    port: int = 8425
    user: str = ""
    password: str = ""
    security: Literal["none", "starttls", "tls"] = "none"
    sender: str = "Vinkje <berichten@vinkje.localhost>"
    page_port: int = 8426  # where the mail catcher shows what it caught
    timeout: Duration = 20_000


class Reminders(BaseModel):
    unread_after: Duration = 7_200_000
    tick: Duration = 15_000
    retry_after: Duration = 60_000
    give_up_after: Duration = 86_400_000


class Sessions(BaseModel):
    lifetime: Duration = 12 * 3_600_000
    remembered: Duration = 60 * 86_400_000
    hashing_slots: int = 2
    attempts: str = "10 per 5 minutes"
    attempts_per_address: str = "60 per 5 minutes"
    letters: str = "5 per hour"  # for one e-mail address
    letters_per_address: str = "30 per hour"
    invitation: Duration = 14 * 86_400_000
    forgotten: Duration = 3_600_000


class Bulk(BaseModel):
    """Many at once. `undo` is how long it can be taken back, in which nothing leaves."""

    undo: Duration = 60_000
    at_most: int = 10_000  # dossiers


class Live(BaseModel):
    """Limits of the socket; what a client needs to know of them is told in `welcome.limits`."""

    frame_bytes: int = 262_144
    text_characters: int = 16_000
    subject_characters: int = 200
    history: int = 100
    batch_bytes: int = 65_536
    marks: int = 100
    connections_per_person: int = 20
    handshakes_per_second: int = 10
    command_burst: int = 20
    commands_per_second: int = 5
    per_person: int = 10  # times what one connection may: all devices, HTTP included, on one node
    per_office: int = 200  # the same for all its people together
    hello_within: Duration = 10_000
    heartbeat: Duration = 30_000
    ping_every: Duration = 8_000
    pong_within: Duration = 8_000
    recheck_every: Duration = 20_000
    sweep_every: Duration = 2_000
    hole_patience: Duration = 50
    resume_at_most: int = 5_000
    keep_events: Duration = 14 * 86_400_000
    soft_unsent: int = 65_536
    hard_unsent: int = 262_144
    no_progress: Duration = 20_000
    drain: Duration = 5_000
    waiting_at_most: int = 5_000


class Presence(BaseModel):
    """How long a node is believed without a word, and what people see of each other."""

    lease: Duration = 15_000
    pace: Duration = 1_000  # at most one change of a person in this time
    settle: Duration = 300  # who comes in says soon what he is at
    linger: Duration = 1_500  # who loads the page anew was not away
    typing: Duration = 6_000
    shown_to_clients: bool = False  # that staff are there; never what they do


class Attachments(BaseModel):
    """`storage`: empty is `attachments/` in the data folder; another folder; or `s3://bucket/prefix`.
    `clamd`: `host:port`, `unix:/path`, or empty: then nobody looks for viruses."""

    storage: str = ""
    s3_endpoint: str = ""
    s3_region: str = ""
    s3_access_key: str = ""
    s3_secret_key: str = ""
    clamd: str = ""
    scan_within: Duration = 30_000
    file_bytes: int = 25 * 1024**2
    files_per_message: int = 10
    piece_bytes: int = 1024**2
    office_bytes: int = 50 * 1024**3
    unsent_per_person: int = 50
    keep_unsent: Duration = 86_400_000
    draw_within: Duration = 15_000
    refused: set[str] = REFUSED


class Settings(BaseSettings):
    """Everything an installation may choose. Unset addresses point into `data`, where `vinkje up` keeps them."""

    model_config = SettingsConfigDict(
        env_prefix="VINKJE_", env_nested_delimiter="__", env_nested_max_split=1, extra="forbid"
    )

    environment: Literal["development", "production"] = "development"
    public_url: str = "http://127.0.0.1:8480"
    data: Path = ROOT / "var"
    web: Web = Web()
    database: Database = Database()
    redis: Redis = Redis()
    smtp: Smtp = Smtp()
    reminders: Reminders = Reminders()
    sessions: Sessions = Sessions()
    bulk: Bulk = Bulk()
    live: Live = Live()
    presence: Presence = Presence()
    attachments: Attachments = Attachments()

    @property
    def database_url(self) -> str:
        return self.database.url or f"sqlite+aiosqlite:///{self.data.absolute() / 'vinkje.db'}"

    @property
    def redis_url(self) -> str:
        return self.redis.url or f"unix://{self.data.absolute() / 'redis.sock'}"

    @property
    def origins(self) -> list[str]:
        """The exact origins a browser may speak from: our own, and the portals we are embedded in."""
        own = urlsplit(self.public_url)
        return [f"{own.scheme}://{own.netloc}", *self.web.portals]

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def is_exposed(self) -> bool:
        """In production, plain HTTP beyond this machine: whoever is on the way reads the cookies."""
        beyond = urlsplit(self.public_url).hostname not in LOOPBACK
        return self.environment == "production" and beyond and not self.secure

    @property
    def cookie(self) -> str:
        """`__Host-` ties it to this host and to HTTPS; plain HTTP, on loopback only, cannot have that."""
        return "__Host-vinkje" if self.secure else "vinkje"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = Path(os.environ.get("VINKJE_CONFIG", ROOT / "config.yaml"))
        return init_settings, env_settings, YamlConfigSettingsSource(settings_cls, yaml_file=file)


@cache
def settings() -> Settings:
    return Settings()
