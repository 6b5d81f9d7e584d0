"""Starting conversations, many at once: each is its first message, and one is a batch of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.accounts.principal import Principal
from server.attachments import binding
from server.clock import Instant, iso
from server.conversations import access
from server.conversations.facts import Facts
from server.conversations.frames import AudienceName, ConversationType, DossierName, Person
from server.errors import BadRequest, Forbidden, NotFound, Refused, TooLarge
from server.ids import new_id
from server.messages.actions import (
    KNOWN,
    Known,
    Post,
    Written,
    answer_known,
    content_digest,
    number,
    write,
)
from server.messages.frames import Posted
from server.messages.started import StartedNews, without_words
from server.rows import Ask, Row, Steps, statement
from server.templates.filling import Filler, Sheet, look_up
from server.templates.texts import Text
from server.work import Work

# Locked, so that nobody gets or loses access between the list of readers and their seats.
DOSSIER = statement(
    """
    SELECT v.person, d.id, d.number, d.name, d.language, p.first_name || ' ' || p.last_name,
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
    SELECT k.dossier_id, p.id, p.first_name || ' ' || p.last_name, k.profile
    FROM {v} JOIN client k ON k.dossier_id = v.dossier JOIN person p ON p.id = k.person_id AND p.active
    ORDER BY k.dossier_id, p.id
    """,
    dossier=int,
)

INSERT = statement(
    """
    INSERT INTO conversation (id, office_id, dossier_id, subject, type, private_to, starter_id, starter_side,
        created_at, head, office_head, client_head, last_at, dismissed_upto)
    SELECT v.id, v.office, v.dossier, v.subject, v.type, v.private_to, v.starter, v.side,
        v.at, 0, 0, 0, v.at, 0 FROM {v}
    """,
    id=int,
    office=int,
    dossier=int,
    subject=str,
    type=str,
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
    """What somebody wants to start. `user` names the one reader of a private conversation. With a `template`, subject
    and text are filled in for the dossier, with these `values` of what nobody but the sender knows."""

    by: Principal
    cid: str
    dossier: int
    audience: AudienceName
    user: int | None
    subject: str
    text: str
    template: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    type: ConversationType = "specific"  # of what was filled in before
    files: tuple[int, ...] = ()
    most: tuple[int, int] = (200, 16_000)  # characters of subject and text, once filled

    @property
    def digest(self) -> str:
        who = self.user if self.by.side == "office" else None
        prepared = () if self.template is None else (str(self.template), str(sorted(self.values.items())))
        what = (self.subject, self.text, *prepared, *map(str, self.files))
        return content_digest(str(self.dossier), self.audience, str(who), *what)

    @property
    def sheet(self) -> Sheet | None:
        if self.template is None:
            return None
        user = self.user if self.audience == "one" else None
        source = Text(self.subject, self.text)
        return Sheet(self.by.office_id, self.template, self.dossier, user, source, self.values)


@dataclass(frozen=True, slots=True)
class Room:
    """A dossier as one who wants to start there may reach it, and its clients: id, name, profile."""

    dossier: DossierName
    starter: str
    works_there: bool
    clients: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Opening:
    """What was admitted: its first message, in its room, for these readers."""

    wish: Start
    type: ConversationType
    subject: str
    room: Room
    readers: list[Person]
    first: Written


@dataclass(slots=True)
class Rooms:
    """What one look found, under locks: who may start where, and which cids stand for something already."""

    rooms: dict[tuple[int, int], Room]
    known: dict[tuple[int, str], Known]
    filler: Filler


def start(work: Work, wish: Start) -> Steps[Posted]:
    """Start one. Errors: those of `start_many`, raised."""
    (answer,) = yield from start_many(work, [wish])
    if isinstance(answer, Refused):
        raise answer
    return answer


def start_many(work: Work, wishes: Sequence[Start]) -> Steps[list[Posted | Refused]]:
    """Start them and post their first messages (S12-S23, S60, S64); each wish gets its answer.

    Errors: `NotFound` for a dossier out of reach, `BadRequest` where nobody could read it, `Forbidden` for a
    limited client who wants to address everybody, `IdempotencyConflict`, `AttachmentUnknown`; of a
    template those of `Filler.fill`.
    """
    filler = yield from look_up([sheet for wish in wishes if (sheet := wish.sheet)], work.now)
    found = yield from _look(work, wishes, filler)
    answers: list[Posted | Refused] = []
    openings: list[Opening] = []
    for wish in wishes:
        try:
            answers.append(_admit(work, wish, found, openings))
        except Refused as refused:
            answers.append(refused)
    yield from _store(openings, work.now)
    for opening in openings:
        _announce(work, opening)
    return answers


def _look(work: Work, wishes: Sequence[Start], filler: Filler) -> Steps[Rooms]:
    """Their dossiers' locks first: the same cid may be on its way through another node."""
    asked = sorted({(wish.dossier, wish.by.office_id, wish.by.person_id) for wish in wishes})
    dossiers, offices, people = zip(*asked, strict=True)
    rows = yield DOSSIER(dossier=dossiers, office=offices, person=people)
    if not rows:
        return Rooms({}, {}, filler)
    files = [id for wish in wishes for id in wish.files]
    clients, known, *free = yield (
        CLIENTS(dossier=sorted({row[1] for row in rows})),
        KNOWN(author=[wish.by.person_id for wish in wishes], cid=[wish.cid for wish in wishes]),
        *([binding.ask(files)] if files else []),
    )
    binding.found(work, free[0] if free else ())
    inside: dict[int, list[Row]] = {}
    for dossier, *client in clients:
        inside.setdefault(dossier, []).append(client)
    rooms = {
        (dossier[0], person): Room(
            DossierName(*dossier), starter, bool(works_there), inside.get(dossier[0], [])
        )
        for person, *dossier, starter, works_there in rows
    }
    return Rooms(rooms, {(row[0], row[1]): _stands(*row[2:]) for row in known}, filler)


def _stands(conversation: int, seq: int, at: Instant, digest: str) -> Known:
    return Known(Posted(conversation, seq, iso(at), dup=True), digest)


def _admit(work: Work, wish: Start, found: Rooms, openings: list[Opening]) -> Posted:
    room = found.rooms.get((wish.dossier, wish.by.person_id))
    if room is None:
        raise NotFound()
    readers = _readers(wish, room)
    key = (wish.by.person_id, wish.cid)
    if (known := found.known.get(key)) is not None:
        return answer_known(known, wish.digest)
    type, said = _words(wish, found.filler)
    facts = _new(wish, readers, work.now)
    post = Post(wish.by, facts.id, wish.cid, said.text)
    files = binding.claim(work, wish.by, wish.dossier, wish.files)
    first = number(work, post, facts, room.starter, wish.digest, files)
    openings.append(Opening(wish, type, said.subject, room, readers, first))
    found.known[key] = _stands(facts.id, first.seq, first.at, first.digest)
    return Posted(facts.id, first.seq, iso(first.at))


def _words(wish: Start, filler: Filler) -> tuple[ConversationType, Text]:
    """As typed; or, of a template, filled in for this dossier: nothing unfilled ever leaves (S59)."""
    if (sheet := wish.sheet) is None:
        return wish.type, Text(wish.subject, wish.text)
    if not access.may_use_templates(wish.by):
        raise Forbidden(field="template")
    kind, said = filler.fill(sheet)
    if len(said.subject) > wish.most[0] or len(said.text) > wish.most[1]:
        raise TooLarge("Filled in, this is too long.", field="text")
    return kind, said


def _readers(wish: Start, room: Room) -> list[Person]:
    profile = next((profile for id, _, profile in room.clients if id == wish.by.person_id), None)
    if not (room.works_there if wish.by.side == "office" else profile is not None):
        raise NotFound()
    if wish.audience == "one":
        return _one_reader(wish, room)
    if wish.by.side == "client" and profile != "full":
        raise Forbidden("With a limited profile you start private conversations only.", field="audience")
    readers = [Person(id, name) for id, name, profile in room.clients if profile == "full"]
    if not readers:
        raise BadRequest("Nobody of this dossier has full access.", field="audience")
    return readers


def _one_reader(wish: Start, room: Room) -> list[Person]:
    named = wish.by.person_id if wish.by.side == "client" else wish.user
    readers = [Person(id, name) for id, name, _ in room.clients if id == named]
    if not readers:
        raise BadRequest("Choose a user of this dossier.", field="user")
    return readers


def _new(wish: Start, readers: list[Person], now: Instant) -> Facts:
    return Facts(
        id=new_id(),
        office_id=wish.by.office_id,
        dossier_id=wish.dossier,
        private_to=readers[0].id if wish.audience == "one" else None,
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


def _store(openings: list[Opening], now: Instant) -> Steps[None]:
    if not openings:
        return
    yield _inserted(openings, now)
    seats = [(opening.first.facts.id, reader.id) for opening in openings for reader in opening.readers]
    conversations, people = zip(*seats, strict=True)
    yield SEAT(conversation=conversations, person=people)
    yield from write([opening.first for opening in openings])


def _inserted(openings: list[Opening], now: Instant) -> Ask:
    return INSERT(
        id=[opening.first.facts.id for opening in openings],
        office=[opening.wish.by.office_id for opening in openings],
        dossier=[opening.wish.dossier for opening in openings],
        subject=[opening.subject for opening in openings],
        type=[opening.type for opening in openings],
        private_to=[opening.first.facts.private_to for opening in openings],
        starter=[opening.wish.by.person_id for opening in openings],
        side=[opening.wish.by.side for opening in openings],
        at=[now] * len(openings),
    )


def _announce(work: Work, opening: Opening) -> None:
    facts, room = opening.first.facts, opening.room
    news = StartedNews(
        opening.first, opening.type, opening.subject, room.dossier, room.starter, opening.readers
    )
    for stream, d in ((facts.office_stream, news.office()), (facts.client_stream, news.client())):
        work.announce(
            facts.office_id,
            stream,
            "conversation.started",
            d,
            conversation=facts.id,
            message=opening.first.seq,
            kept={"conversation": without_words(d.conversation)},
        )
