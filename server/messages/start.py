"""Starting a conversation is posting its first message."""

from dataclasses import dataclass

from server.accounts.principal import Principal
from server.clock import Instant, iso, iso_or_none
from server.conversations.facts import Facts
from server.conversations.frames import (
    SNIPPET,
    AudienceName,
    ClientStarted,
    DossierName,
    Last,
    OfficeStarted,
    Person,
    ReaderMarks,
    Someone,
)
from server.errors import BadRequest, Forbidden, NotFound
from server.ids import new_id
from server.messages.actions import (
    Post,
    Written,
    answer_known,
    as_news,
    content_digest,
    find_known,
    number,
    write,
)
from server.messages.frames import ClientStartedNews, OfficeStartedNews, Posted
from server.rows import Row, Steps, statement
from server.work import Work

# Locked, so that nobody gets or loses access between the list of readers and their seats.
DOSSIER = statement(
    """
    SELECT d.id, d.number, d.name, d.language, p.first_name || ' ' || p.last_name,
           p.active AND coalesce(s.active AND s.role <> 'support', false)
    FROM {v}
    JOIN dossier d ON d.id = v.dossier AND d.office_id = v.office
    JOIN person p ON p.id = v.person
    LEFT JOIN staff s ON s.office_id = d.office_id AND s.person_id = p.id
    ORDER BY d.id {for_update:d}
    """,
    dossier=int,
    office=int,
    person=int,
)

CLIENTS = statement(
    """
    SELECT p.id, p.first_name || ' ' || p.last_name, k.profile
    FROM {v} JOIN client k ON k.dossier_id = v.dossier JOIN person p ON p.id = k.person_id AND p.active
    ORDER BY p.id
    """,
    dossier=int,
)

INSERT = statement(
    """
    INSERT INTO conversation (id, office_id, dossier_id, subject, type, private_to, starter_id, starter_side,
        created_at, head, office_head, client_head, last_at, dismissed_upto)
    SELECT v.id, v.office, v.dossier, v.subject, 'specific', v.private_to, v.starter, v.side,
        v.at, 0, 0, 0, v.at, 0 FROM {v}
    """,
    id=int,
    office=int,
    dossier=int,
    subject=str,
    private_to=int,
    starter=int,
    side=str,
    at=int,
)

SEAT = statement(
    """
    INSERT INTO seat (conversation_id, person_id, side, active, first, delivered_upto, read_upto)
    SELECT v.conversation, v.person, 'client', true, 0, 0, 0 FROM {v}
    """,
    conversation=int,
    person=int,
)


@dataclass(frozen=True, slots=True)
class Start:
    """What somebody wants to start. `user` names the one reader of a private conversation."""

    by: Principal
    cid: str
    dossier: int
    audience: AudienceName
    user: int | None
    subject: str
    text: str

    @property
    def digest(self) -> str:
        who = self.user if self.by.side == "office" else None
        return content_digest(str(self.dossier), self.audience, str(who), self.subject, self.text)


@dataclass(frozen=True, slots=True)
class Room:
    """The dossier it starts in, as its starter may reach it, and the clients who will read it."""

    dossier: DossierName
    starter: str
    readers: list[Person]


def start(work: Work, wish: Start) -> Steps[Posted]:
    """Start it and post its first message (S12-S23, S60, S64).

    Errors: `NotFound` for a dossier out of reach, `BadRequest` where nobody could read it, `Forbidden` for a
    limited client who wants to address everybody, `IdempotencyConflict`.
    """
    room = yield from _room(wish)  # its lock first: the same cid may be on its way through another node
    known = yield from find_known(wish.by.person_id, wish.cid)
    if known is not None:
        return answer_known(known, wish.digest)
    facts = _new(wish, room, work.now)
    yield INSERT(
        id=[facts.id],
        office=[facts.office_id],
        dossier=[facts.dossier_id],
        subject=[wish.subject],
        private_to=[facts.private_to],
        starter=[wish.by.person_id],
        side=[wish.by.side],
        at=[work.now],
    )
    yield SEAT(conversation=[facts.id] * len(room.readers), person=[reader.id for reader in room.readers])
    post = Post(wish.by, facts.id, wish.cid, wish.text)
    first = number(work, post, facts, room.starter, wish.digest)
    yield from write([first])
    _announce(work, wish, room, first)
    return Posted(facts.id, first.seq, iso(first.at))


def _room(wish: Start) -> Steps[Room]:
    rows = yield DOSSIER(dossier=[wish.dossier], office=[wish.by.office_id], person=[wish.by.person_id])
    if not rows:
        raise NotFound()
    *dossier, starter, works_there = rows[0]
    clients = yield CLIENTS(dossier=[wish.dossier])
    profile = next((profile for id, _, profile in clients if id == wish.by.person_id), None)
    if not (works_there if wish.by.side == "office" else profile is not None):
        raise NotFound()
    if wish.by.side == "client" and wish.audience == "all" and profile != "full":
        raise Forbidden("With a limited profile you start private conversations only.", field="audience")
    return Room(DossierName(*dossier), starter, _readers(wish, clients))


def _readers(wish: Start, clients: list[Row]) -> list[Person]:
    if wish.audience == "all":
        readers = [Person(id, name) for id, name, profile in clients if profile == "full"]
        if not readers:
            raise BadRequest("Nobody of this dossier has full access.", field="audience")
        return readers
    named = wish.by.person_id if wish.by.side == "client" else wish.user
    readers = [Person(id, name) for id, name, _ in clients if id == named]
    if not readers:
        raise BadRequest("Choose a user of this dossier.", field="user")
    return readers


def _new(wish: Start, room: Room, now: Instant) -> Facts:
    private_to = room.readers[0].id if wish.audience == "one" else None
    return Facts(
        id=new_id(),
        office_id=wish.by.office_id,
        dossier_id=wish.dossier,
        private_to=private_to,
        starter_id=wish.by.person_id,
        head=0,
        office_head=0,
        client_head=0,
        last_at=now,
        needs_answer_since=None,
        dismissed_upto=0,
        office_remind_from=None,
        closed_at=None,
        closed_by=None,
    )


class _News:
    """`conversation.started`, for staff and for the client side."""

    def __init__(self, wish: Start, room: Room, first: Written) -> None:
        facts, by = first.facts, wish.by
        at = iso(first.at)
        text = wish.text[:SNIPPET]
        self.for_office, self.for_client = as_news(first)
        self.common = {
            "id": facts.id,
            "dossier": room.dossier,
            "subject": wish.subject,
            "type": "specific",
            "audience": wish.audience,
            "private_to": room.readers[0] if wish.audience == "one" else None,
            "starter": Someone(by.person_id, room.starter, by.side),
            "created_at": at,
            "head": facts.head,
            "last": Last(first.seq, Person(by.person_id, room.starter), by.side, text, at),
            "last_at": at,
        }

    def office(self, facts: Facts, readers: list[Person]) -> OfficeStartedNews:
        row = OfficeStarted(
            **self.common,  # type: ignore[arg-type]
            needs_answer=facts.needs_answer_since is not None,
            needs_answer_since=iso_or_none(facts.needs_answer_since),
            seats=[ReaderMarks(reader) for reader in readers],
        )
        return OfficeStartedNews(row, self.for_office)

    def client(self, facts: Facts) -> ClientStartedNews:
        asked = facts.office_head > 0
        row = ClientStarted(**self.common, waiting=asked, asked=asked)  # type: ignore[arg-type]
        return ClientStartedNews(row, self.for_client)


def _announce(work: Work, wish: Start, room: Room, first: Written) -> None:
    facts, news = first.facts, _News(wish, room, first)
    told = (
        (facts.office_stream, news.office(facts, room.readers)),
        (facts.client_stream, news.client(facts)),
    )
    for stream, d in told:
        work.announce(facts.office_id, stream, "conversation.started", d, conversation=facts.id)
