"""What a person would see on a fresh load: read from the rows by other SQL than the server's own."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from server.clock import iso_or_none
from tests.knowledge import Known, Marks, Said

STAFF = "SELECT id FROM conversation WHERE office_id = :office"
CLIENT = """
    SELECT c.id FROM conversation c JOIN client k ON k.dossier_id = c.dossier_id AND k.person_id = :person
    WHERE c.office_id = :office
      AND CASE WHEN c.private_to IS NULL THEN k.profile = 'full' ELSE c.private_to = :person END
"""
FULL = """
    SELECT 'D:' || k.dossier_id FROM client k JOIN dossier d ON d.id = k.dossier_id
    WHERE k.person_id = :person AND k.profile = 'full' AND d.office_id = :office
"""
NUMBERS = f"SELECT stream_id, seq FROM event WHERE stream_id IN ({', '.join('?' * 9)}) ORDER BY rowid"
CONVERSATIONS = """
    SELECT id, subject, private_to, closed_at, needs_answer_since,
           office_head > client_head AND office_head > dismissed_upto
    FROM conversation WHERE id IN ({visible})
"""
MESSAGES = """
    SELECT conversation_id, seq, author_id, side, text, cid, version, deleted_at FROM message
    WHERE conversation_id IN ({visible}) ORDER BY conversation_id, seq
"""
SEATS = """
    SELECT conversation_id, person_id, delivered_upto, read_upto, side, active FROM seat
    WHERE conversation_id IN ({visible})
"""


@dataclass(frozen=True)
class Viewer:
    person: int
    office: int
    side: str


def streams(connection: sqlite3.Connection, viewer: Viewer) -> list[str]:
    own = f"U:{viewer.office}:{viewer.person}"
    if viewer.side == "office":
        return [f"S:{viewer.office}", own]
    return [*(name for (name,) in connection.execute(FULL, vars(viewer))), own]


def stands(connection: sqlite3.Connection, names: Sequence[str]) -> dict[str, int]:
    """The head of each stream; 0 where nothing was ever told."""
    marks = ", ".join("?" * len(names))
    known = dict(connection.execute(f"SELECT id, head FROM stream WHERE id IN ({marks})", names))
    return {name: known.get(name, 0) for name in names}


def heads(connection: sqlite3.Connection, viewer: Viewer) -> dict[str, int]:
    """Where everything this person may hear stands."""
    return stands(connection, streams(connection, viewer))


def conversations(connection: sqlite3.Connection, viewer: Viewer) -> dict[int, Known]:
    visible = STAFF if viewer.side == "office" else CLIENT
    found: dict[int, Known] = {}
    who = vars(viewer)
    for id, subject, private_to, closed, since, asked in connection.execute(
        CONVERSATIONS.format(visible=visible), who
    ):
        known = Known(subject, private_to, {}, iso_or_none(closed))
        if viewer.side == "office":
            known.needs_answer_since = iso_or_none(since)
        else:
            known.asked = bool(asked)
        found[id] = known
    for id, seq, *message, deleted_at in connection.execute(MESSAGES.format(visible=visible), who):
        found[id].messages[seq] = Said(*message, deleted_at is not None)
    for id, person, delivered, read, side, active in connection.execute(SEATS.format(visible=visible), who):
        if person == viewer.person:
            found[id].own = Marks(delivered, read)
        elif viewer.side == "office" and side == "client" and active:
            found[id].seats[person] = Marks(delivered, read)
    return found


def snapshot(connection: sqlite3.Connection, viewer: Viewer) -> tuple[dict[int, Known], dict[str, int]]:
    connection.execute("BEGIN")
    try:
        return conversations(connection, viewer), heads(connection, viewer)
    finally:
        connection.execute("ROLLBACK")
