"""Whose each marker is and who may ever have known it, read from the rows after a test."""

import re
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
from sqlalchemy.engine import make_url

from tests.loops import apart
from tests.postgres import plain

MARKER = re.compile(rb"\b(?:m[0-9a-f]{14}|[0-9]{16}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")
Owner = tuple[str, int]

OWNED = {
    "SELECT 'office', id, id || ' ' || name || ' ' || mailbox FROM office",
    "SELECT 'dossier', id, id || ' ' || number || ' ' || name || ' ' || vat_number FROM dossier",
    "SELECT 'person', id, id || ' ' || first_name || ' ' || last_name || ' ' || email FROM person",
    "SELECT 'conversation', id, id || ' ' || subject FROM conversation",
    "SELECT 'conversation', conversation_id, cid || ' ' || text FROM message",
    "SELECT 'template', t.id, t.id || ' ' || coalesce(x.name, '') || ' ' || x.texts FROM template t "
    "JOIN template_version x ON x.template_id = t.id",
    "SELECT 'conversation', conversation_id, id || ' ' || name FROM attachment WHERE seq IS NOT NULL",
    "SELECT 'upload', uploader_id, id || ' ' || name FROM attachment WHERE seq IS NULL",
    "SELECT 'session', person_id, CAST(id AS text) FROM session",
}
FACTS = {
    "staff": "SELECT person_id, office_id, role FROM staff",
    "clients": "SELECT person_id, dossier_id, profile FROM client",
    "dossiers": "SELECT id, office_id FROM dossier",
    "conversations": "SELECT id, office_id, dossier_id, private_to FROM conversation",
    "seats": "SELECT s.person_id, c.dossier_id FROM seat s JOIN conversation c ON c.id = s.conversation_id "
    "WHERE s.side = 'client' AND c.private_to IS NULL",
    "changes": "SELECT data FROM event WHERE type = 'access.changed'",
    "templates": "SELECT id, office_id FROM template",
    "sessions": "SELECT digest, person_id FROM session",
    "addresses": "SELECT email, id FROM person UNION ALL SELECT mailbox, -id FROM office",
}


@dataclass
class Owners:
    """`of`: marker → whose. Rights are those one ever had: what was known before they ended was rightly told."""

    of: dict[str, Owner] = field(default_factory=dict)
    sessions: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, Any] = field(default_factory=dict)
    offices: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    works: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    on: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    full: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    dossiers: dict[int, int] = field(default_factory=dict)
    templates: dict[int, int] = field(default_factory=dict)
    conversations: dict[int, tuple[int, int, int | None]] = field(default_factory=dict)

    def may_know(self, who: Any, owner: Owner) -> bool:
        kind, id = owner
        if isinstance(who, tuple):  # an office: its bus, its mailbox
            return self.lies_in(owner, who[1])
        if who is None:
            return False
        match kind:
            case "office":
                return id in self.offices[who]
            case "dossier":
                return id in self.on[who] or bool(self.dossiers[id] in self.works[who] | self.watches[who])
            case "conversation":
                return self.reads(who, id)
            case "template":
                return self.templates[id] in self.works[who]
            case "person":
                return who == id or bool(self.offices[who] & self.offices[id])
        return bool(who == id)

    def reads(self, who: int, conversation: int) -> bool:
        office, dossier, private_to = self.conversations[conversation]
        return office in self.works[who] or (
            dossier in self.full[who] if private_to is None else private_to == who
        )

    def lies_in(self, owner: Owner, office: int) -> bool:
        kind, id = owner
        match kind:
            case "office":
                return id == office
            case "dossier":
                return self.dossiers[id] == office
            case "template":
                return self.templates[id] == office
            case "conversation":
                return self.conversations[id][0] == office
        return office in self.offices[id]

    def countable(self, who: Any) -> int:
        return sum(self.reads(who, id) for id in self.conversations) if isinstance(who, int) else 0

    watches: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def read(url: str) -> Owners:
    """A word that stands with several is a marker of none of them."""
    rows = _rows(url)
    owners = Owners()
    whose: dict[str, set[Owner]] = defaultdict(set)
    for question in OWNED:
        for kind, id, words in rows.get(question, ()):
            for word in MARKER.findall(words.encode()):
                whose[word.decode()].add((kind, id))
    owners.of = {word: next(iter(all_)) for word, all_ in whose.items() if len(all_) == 1}
    if not rows:
        return owners
    owners.sessions = dict(rows["sessions"])
    owners.addresses = {email.lower(): ("office", -id) if id < 0 else id for email, id in rows["addresses"]}
    owners.dossiers, owners.templates = dict(rows["dossiers"]), dict(rows["templates"])
    owners.conversations = {id: (office, dossier, to) for id, office, dossier, to in rows["conversations"]}
    for person, office, role in rows["staff"]:
        owners.offices[person].add(office)
        (owners.watches if role == "support" else owners.works)[person].add(office)
    for person, dossier, profile in _profiles(rows):
        owners.on[person].add(dossier)
        owners.offices[person].add(owners.dossiers[dossier])
        if profile == "full":
            owners.full[person].add(dossier)
    return owners


def _profiles(rows: dict[str, Any]) -> list[tuple[int, int, str | None]]:
    """Every place on a dossier that anybody has or had."""
    changes = [msgspec.json.decode(data) for (data,) in rows["changes"]]
    return [
        *rows["clients"],
        *((person, dossier, "full") for person, dossier in rows["seats"]),
        *((change["person"]["id"], change["dossier"], change["profile"]) for change in changes),
    ]


def _rows(url: str) -> dict[str, Any]:
    questions = {**{question: question for question in OWNED}, **FACTS}
    at = make_url(url)
    if at.get_backend_name() != "sqlite":
        try:
            return apart(_on_postgresql(plain(url), questions))
        except (OSError, asyncpg.PostgresError):  # the test took a table away, or the server
            return {}
    if not Path(at.database or "").exists():
        return {}
    file = sqlite3.connect(at.database or "")
    try:
        return {name: file.execute(question).fetchall() for name, question in questions.items()}
    except sqlite3.OperationalError:  # the test took a table away
        return {}
    finally:
        file.close()


async def _on_postgresql(dsn: str, questions: dict[str, str]) -> dict[str, Any]:
    connection = await asyncpg.connect(dsn)
    try:
        return {name: [tuple(row) for row in await connection.fetch(ask)] for name, ask in questions.items()}
    finally:
        await connection.close()
