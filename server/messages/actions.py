"""Posting messages, many at once: one message is a batch of one."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from msgspec import UNSET, Struct

from server.accounts.principal import Principal
from server.attachments import binding
from server.attachments.frames import AttachmentFrame
from server.clock import Instant, iso, iso_or_none
from server.conversations.facts import Claim, Facts, lock, reach, store
from server.errors import ConversationClosed, IdempotencyConflict, Refused
from server.messages.frames import Author, MessageNews, OfficeMessageNews, Posted
from server.rows import Steps, statement
from server.work import Work


class Post(Struct, frozen=True):
    """A message somebody wants to send. `cid` is drawn by his device and names it for ever."""

    by: Principal
    conversation: int
    cid: str
    text: str
    files: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        return content_digest(str(self.conversation), self.text, *map(str, self.files))


class Known(Struct, frozen=True):
    posted: Posted
    digest: str


class Written(Struct, frozen=True):
    """A post with its number, about to be stored."""

    post: Post
    facts: Facts
    author: str
    seq: int
    at: Instant
    reopened: bool
    needs_answer_since: Instant | None
    digest: str
    files: Sequence[AttachmentFrame] = ()


KNOWN = statement(
    """
    SELECT m.author_id, m.cid, m.conversation_id, m.seq, m.at, m.digest
    FROM {v} JOIN message m ON m.author_id = v.author AND m.cid = v.cid
    """,
    author=int,
    cid=str,
)

INSERT = statement(
    """
    INSERT INTO message (conversation_id, seq, author_id, side, cid, digest, text, at, version, files)
    SELECT v.conversation, v.seq, v.author, v.side, v.cid, v.digest, v.text, v.at, 1, v.files FROM {v}
    """,
    conversation=int,
    seq=int,
    author=int,
    side=str,
    cid=str,
    digest=str,
    text=str,
    at=int,
    files=int,
)

# Only the other side's messages count (R7), and only the oldest unread one starts the clock.
START_CLOCKS = statement(
    """
    UPDATE seat SET unread_since = v.at FROM {v}
    WHERE seat.conversation_id = v.conversation AND seat.side = 'client' AND seat.active
      AND seat.unread_since IS NULL
    """,
    conversation=int,
    at=int,
)


def content_digest(*parts: str) -> str:
    """Tells a resend from another message under the same cid; of the original, also after an edit."""
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def post_many(work: Work, posts: list[Post]) -> Steps[list[Posted | Refused]]:
    """Store what may be stored, in order; each post gets its answer. Errors: `NotFound`, `ConversationClosed`,
    `IdempotencyConflict`, `AttachmentUnknown`."""
    yield from look_up(work, [(post.conversation, post.by.person_id, post.by.side) for post in posts], posts)
    answers: list[Posted | Refused] = []
    written: list[Written] = []
    for post in posts:
        try:
            answers.append(_admit(work, post, written))
        except Refused as refused:
            answers.append(refused)
    yield from write(written)
    for new in written:
        _announce(work, new)
    return answers


def look_up(work: Work, claims: Iterable[Claim], posts: Iterable[Post]) -> Steps[None]:
    """Lock what is claimed, and find on the same trip which of these posts were stored before, and their files."""
    new = [post for post in posts if (post.by.person_id, post.cid) not in work.known]
    files = [id for post in new for id in post.files]
    ask = KNOWN(author=[post.by.person_id for post in new], cid=[post.cid for post in new])
    asks = [*([ask] if new else []), *([binding.ask(files)] if files else [])]
    found = yield from lock(work, claims, *asks)
    work.known.update(dict.fromkeys((post.by.person_id, post.cid) for post in new))
    for author, cid, conversation, seq, at, digest in found[0] if found else []:
        work.known[author, cid] = Known(Posted(conversation, seq, iso(at), dup=True), digest)
    binding.found(work, found[1] if files else ())


def answer_known(known: Known, digest: str) -> Posted:
    if known.digest != digest:
        raise IdempotencyConflict(field="cid")
    return known.posted


def _admit(work: Work, post: Post, written: list[Written]) -> Posted:
    facts, reader = reach(work, post.by, post.conversation)
    key, digest = (post.by.person_id, post.cid), post.digest
    if (known := work.known[key]) is not None:
        return answer_known(known, digest)
    if post.by.side == "office" and facts.closed_at is not None:
        raise ConversationClosed()
    files = binding.claim(work, post.by, facts.dossier_id, post.files) if post.files else ()
    new = number(work, post, facts, reader.name, digest, files)
    at = iso(new.at)
    work.known[key] = Known(Posted(facts.id, new.seq, at, dup=True), digest)
    written.append(new)
    return Posted(facts.id, new.seq, at)


def number(
    work: Work, post: Post, facts: Facts, author: str, digest: str, files: Sequence[AttachmentFrame] = ()
) -> Written:
    """Give the post the next number of its conversation."""
    reopened, since = facts.posted(post.by.side, work.now), facts.needs_answer_since
    return Written(post, facts, author, facts.head, facts.last_at, reopened, since, digest, files)


def write(written: list[Written]) -> Steps[None]:
    """The rows of numbered messages: themselves, their conversations, and the clocks of who has to read them."""
    if not written:
        return
    yield INSERT(
        conversation=[new.facts.id for new in written],
        seq=[new.seq for new in written],
        author=[new.post.by.person_id for new in written],
        side=[new.post.by.side for new in written],
        cid=[new.post.cid for new in written],
        digest=[new.digest for new in written],
        text=[new.post.text for new in written],
        at=[new.at for new in written],
        files=[len(new.files) for new in written],
    )
    yield from binding.bind((new.facts.id, new.seq, new.files) for new in written if new.files)
    yield from store(new.facts for new in written)
    oldest: dict[int, Instant] = {}
    for new in written:
        if new.post.by.side == "office":
            oldest.setdefault(new.facts.id, new.at)
    if oldest:
        yield START_CLOCKS(conversation=list(oldest), at=list(oldest.values()))


def as_news(new: Written) -> tuple[OfficeMessageNews, MessageNews]:
    """The message as staff and as the client side hear of it."""
    author = Author(new.post.by.person_id, new.author, new.post.by.side)
    reopened = True if new.reopened else UNSET
    common = (new.facts.id, new.seq, author, new.post.text, iso(new.at), new.post.cid)
    since = iso_or_none(new.needs_answer_since)
    files = list(new.files)
    return (
        OfficeMessageNews(*common, attachments=files, reopened=reopened, needs_answer_since=since),
        MessageNews(*common, attachments=files, reopened=reopened),
    )


def _announce(work: Work, new: Written) -> None:
    facts = new.facts
    for_office, for_client = as_news(new)
    kept = {"reopened": True} if new.reopened else None
    for stream, d in ((facts.office_stream, for_office), (facts.client_stream, for_client)):
        work.announce(
            facts.office_id, stream, "message.new", d, conversation=facts.id, message=new.seq, kept=kept
        )
