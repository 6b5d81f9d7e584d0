"""Everything the rows are asked for, once each: what is counted, explained, and timed by the benchmark.

A deed of `EVERYDAY` must cost the same however much has gathered. Those of `RARE` are here to be explained.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import update
from sqlmodel import col

from server import catchup, pruning
from server.accounts import letters, links
from server.accounts.models import Office, Staff
from server.accounts.principal import Principal
from server.accounts.sessions import Sessions
from server.asking import asking
from server.attachments import actions as uploading
from server.attachments import binding
from server.attachments.admitting import Announced
from server.attachments.expiry import expire
from server.attachments.queries import fetchable
from server.attachments.room import FileRoom
from server.audit.queries import verify
from server.bulk import actions as bulk
from server.bulk import leaving, running
from server.bulk import preview as outlook
from server.bulk import queries as looking
from server.config import Attachments, Settings
from server.conversations import actions, readers
from server.conversations.frames import AudienceName
from server.dossiers import views
from server.dossiers.actions import DossierChange
from server.dossiers.actions import update as change_dossier
from server.dossiers.filters import DossierFilter, Selection, count, ids_of
from server.dossiers.me import me
from server.dossiers.standing import standings
from server.dossiers.views import ViewBody
from server.errors import Unauthenticated
from server.imports.actions import bring
from server.imports.reading import read
from server.messages.actions import Post
from server.messages.corrections import Edit, delete, edit
from server.messages.models import Message
from server.messages.queries import Window
from server.messages.start import Start, start
from server.people import actions as people
from server.people.inviting import Somebody
from server.people.queries import colleagues
from server.presence import queries as presence
from server.reading import details, dossiers, history, monitor, overview, versions
from server.reading.choices import choices
from server.reading.filters import Filter
from server.reading.monitor import MonitorQuery
from server.reading.search import Search, search
from server.receipts.actions import Raise
from server.reminders import choices as choices_of
from server.reminders import handing
from server.reminders.actions import Ticker, lease
from server.reminders.hours import Hours, Quiet
from server.search import indexing
from server.search.models import IN_AN_ERA, SearchState
from server.store import Store
from server.templates import actions as templates
from server.templates import preview as preview_of
from server.templates import queries
from server.templates.preview import preview
from server.templates.texts import Text, Texts
from server.writer import Writer
from tests.growth.grown import DAY, HOUR, KEPT, MINUTE, NEEDLE, NOW, Grown, Talk
from tests.world import FakeClock


@dataclass
class House:
    """One process on the grown office. What is written to stays the same few conversations."""

    grown: Grown
    store: Store
    writer: Writer
    sessions: Sessions
    settings: Settings
    clock: FakeClock
    ticker: Ticker
    files: FileRoom

    def __post_init__(self) -> None:
        grown = self.grown
        self.an, self.els = grown.colleague(), grown.client()
        self.shared = grown.talk(is_closed=False, is_private=False, is_clients=False)
        self.private = grown.talk(is_closed=False, is_private=True)

    async def list(self, by: Principal, **wanted: Any) -> Any:
        return await overview.overview(self.store, by, Filter(**wanted))

    async def past(self, by: Principal, talk: Talk, **window: int) -> Any:
        return await history.history(self.store, by, talk.id, Window(**window))

    async def details(self, by: Principal) -> Any:
        return await details.details(self.store, by, self.shared.id, 2 * HOUR)

    async def uploads(self, by: Principal) -> int:
        file = Announced("Factuur.csv", 5, conversation=self.shared.id)
        upload = await uploading.create(self.files, by, file)
        await uploading.append(self.files, by, upload.id, 0, b"1;2;3")
        return (await uploading.complete(self.files, by, upload.id)).id

    def later(self) -> None:
        self.clock.goes_on(seconds=1)

    async def posts(self, by: Principal, talk: Talk | None = None) -> Any:
        self.later()
        return await self.writer.post(Post(by, (talk or self.shared).id, str(uuid4()), "Dank u."))

    async def reads(self, by: Principal, talk: Talk | None = None, upto: int | None = None) -> None:
        upto = upto or (talk or self.shared).size
        await self.writer.raise_marks(Raise(by, [((talk or self.shared).id, upto, upto)]))

    async def starts(self, by: Principal, user: int | None = None) -> int:
        self.later()
        audience: AudienceName = "all" if user is None else "one"
        wish = Start(by, str(uuid4()), self.grown.dossiers[0], audience, user, "Vraag", "Graag.")
        return (await self.writer.do(lambda work: start(work, wish))).conversation

    async def does(self, action: Any, *more: Any) -> None:
        self.later()
        await self.writer.do(lambda work: action(work, self.an, self.shared.id, *more))


@asynccontextmanager
async def opened(url: str, grown: Grown) -> AsyncIterator[House]:
    clock = FakeClock(NOW)
    store, settings = Store(url, clock=clock, pool=2), Settings(database={"url": url})  # type: ignore[arg-type]
    writer = Writer(store, lambda office, frames: None)
    await writer.start()
    sessions = Sessions(store, settings.sessions)
    ticker = Ticker(store, settings, looked_to=NOW - MINUTE)
    with TemporaryDirectory() as folder:
        files = FileRoom(store, Settings(attachments=Attachments(storage=folder)))
        yield House(grown, store, writer, sessions, settings, clock, ticker, files)
    sessions.close()
    await writer.stop()
    await store.close()


async def _resends(house: House) -> None:
    post = Post(house.els, house.shared.id, str(uuid4()), "Tweemaal.")
    await house.writer.post(post)
    await house.writer.post(post)


async def _receipt(house: House) -> None:
    posted = await house.posts(house.an)
    await house.writer.raise_marks(Raise(house.els, [(house.shared.id, posted.seq, posted.seq)]))


async def _reads_in_part(house: House) -> None:
    conversation = await house.starts(house.an)
    for _ in range(2):
        await house.writer.post(Post(house.an, conversation, str(uuid4()), "Nog iets."))
    await house.writer.raise_marks(Raise(house.els, [(conversation, 1, 1)]))


async def _closes(house: House) -> None:
    await house.posts(house.els)
    await house.does(actions.close)
    await house.does(actions.reopen)


async def _assigns(house: House) -> None:
    await house.does(actions.assign, house.grown.staff[1])


async def _dismisses(house: House) -> None:
    await house.posts(house.els)
    await house.does(actions.dismiss)


async def _templates(house: House) -> None:
    """A copy of a standard one is made, changed back and forth; an own one comes and goes; both are filled."""
    await queries.all_of(house.store, house.an)
    await _fills(house)
    version = (await queries.one(house.store, house.an, 6)).template.version
    texts: Texts = {"nl": Text("Btw %period%", f"Dag %first_name% {uuid4()}")}
    saved = await house.writer.do(lambda w: templates.save(w, house.an, 6, version, None, texts, ()))
    for action in (templates.reset, templates.restore):
        saved = await house.writer.do(partial(_on, house, action, saved))
    await queries.one(house.store, house.an, 6)
    await queries.history(house.store, house.an, 6)
    made = await house.writer.do(lambda w: templates.create(w, house.an, "vat", str(uuid4()), texts))
    await queries.one(house.store, house.an, made.template)
    await house.writer.do(partial(_on, house, templates.delete, made))
    await house.writer.do(lambda w: templates.set_order(w, house.an, ["fr", "nl"]))


def _on(house: House, action: Any, saved: templates.Saved, work: Any) -> Any:
    return action(work, house.an, saved.template, saved.version)


async def _fills(house: House) -> None:
    where = (house.shared.id, None, None, None)
    await preview(house.store, house.an, preview_of.Wish(6, None, *where, None, {"period": "2026-11"}))
    house.later()
    prepared = {"template": 6, "values": {"period": "2026-11"}}
    wish = Start(
        house.an,
        str(uuid4()),
        house.grown.dossiers[0],
        "all",
        None,
        "%period%",
        "Dag %first_name%",
        **prepared,
    )  # type: ignore[arg-type]
    await house.writer.do(lambda work: start(work, wish))


async def _edits(house: House) -> None:
    seq = (await house.posts(house.an)).seq
    await house.writer.do(lambda work: edit(work, Edit(house.an, house.shared.id, seq, 1, "Beter.")))


async def _deletes(house: House) -> None:
    """A question that was answered, its answer, and the question after it."""
    for by in (house.els, house.an, house.els):
        seq = (await house.posts(by)).seq
    for by, back in ((house.els, 2), (house.an, 1), (house.els, 0)):
        await house.writer.do(partial(_takes_back, house, by, seq - back))


def _takes_back(house: House, by: Principal, seq: int, work: Any) -> Any:
    return delete(work, by, house.shared.id, seq)


async def _said_before(house: House) -> None:
    seq = (await house.posts(house.an)).seq
    await house.writer.do(lambda work: edit(work, Edit(house.an, house.shared.id, seq, 1, "Beter.")))
    await versions.versions(house.store, house.an, house.shared.id, seq)


async def _verifies(house: House) -> None:
    """The whole record: the larger it is, the longer."""
    assert [verdict.broken_at async for verdict in verify(house.store)] == [None]


async def _ticks(house: House) -> None:
    house.clock.goes_on(seconds=15)
    await house.ticker.tick()


async def _first_tick(house: House) -> None:
    await Ticker(house.store, house.settings).tick()


async def _resumes(house: House, stream: str) -> None:
    names = (f"S:{house.grown.office}", f"D:{house.grown.dossiers[0]}")
    heads = await catchup.heads(house.store, names)
    head = heads.get(stream, 0) or (await catchup.heads(house.store, [stream]))[stream]
    await catchup.after(house.store, stream, max(0, head - 30))


async def _signs_in(house: House) -> None:
    with suppress(Unauthenticated):  # nobody has a password here: what is asked is the same
        await house.sessions.sign_in(f"p{house.els.person_id}@example.test", "geen", address="127.0.0.1")


async def _comes_in(house: House) -> None:
    by = house.els
    ticket = await house.sessions.new_ticket(by)
    assert await house.sessions.by_ticket(ticket)
    assert await house.sessions.by_secret(house.grown.secret_of(by.person_id))
    assert await standings(house.store, [by.session_id, house.an.session_id])
    async with asking(house.store) as ask:
        await me(ask, by, 2 * HOUR)
        await me(ask, house.an, 2 * HOUR)
    await house.sessions.of(by)


async def _is_there(house: House) -> None:
    """Each says where he is; staff watch, and ask who was last seen when; a socket ends."""
    for by in (house.an, house.els):
        await presence.conversation(house.store, by, house.shared.id)
        await presence.dossier(house.store, by, house.grown.dossiers[0])
    await presence.all_there(house.store, house.an, [house.shared.id])
    await presence.last_seen(house.store, house.grown.office, [house.els.person_id])
    await presence.note_seen(house.store, {house.els.session_id: house.clock()})


async def _leaves(house: House) -> None:
    by = house.grown.client(1)
    person, place = await house.sessions._known(f"p{by.person_id}@example.test")
    assert person and place
    principal, secret = await house.sessions._open(person, place, False, "")
    await house.sessions.switch_office(principal, house.grown.office)
    house.clock.goes_on(minutes=2)
    await house.sessions.by_secret(secret)
    await house.sessions.sign_out(principal)


async def _access(house: House) -> None:
    """Somebody who is new here gets access to a dossier, other access, and none."""
    person = house.grown.readers[1][1]
    for profile in ("limited", "full", None):
        await house.writer.do(partial(_sets, house, person, profile))


def _sets(house: House, person: int, profile: Any, work: Any) -> Any:
    return readers.set_profile(work, house.an, house.grown.dossiers[2], person, profile)


def _many(house: House) -> outlook.Ask:
    texts: Texts = {"nl": Text("Vraag %company_name%", "Graag %first_name%.")}
    selection = Selection(only=house.grown.dossiers[:3])
    return outlook.Ask(house.an, selection, "all", 1, texts, {})


async def _asks_many(house: House) -> int:
    """Three of them; it leaves by a later deed."""
    ask = _many(house)
    await outlook.preview(house.store, ask)
    kind, rows = await outlook.chosen(house.store, ask, 10)
    wish = bulk.Wish(house.an, str(uuid4()), "", "all", 1, kind, ask.texts, {})
    asked = await house.writer.do(lambda work: bulk.start(work, wish, rows, MINUTE))
    return asked.bulk


async def _undoes_many(house: House) -> None:
    asked = await _asks_many(house)
    await house.writer.do(lambda work: bulk.cancel(work, house.an, asked))


async def _many_leave(house: House) -> None:
    """One fails and is tried again, and all of it is looked at."""
    asked = await _asks_many(house)
    house.clock.goes_on(minutes=2)
    assert await running.due(house.store, house.clock())
    await house.writer.do(lambda work: leaving.begin(work, asked))
    await house.writer.do(lambda work: leaving.give_up(work, asked))
    await running.run(house.store, lambda office, news: None, asked)
    await house.writer.do(lambda work: bulk.retry(work, house.an, asked))
    await running.run(house.store, lambda office, news: None, asked)
    told = await looking.dossiers(house.store, house.an, asked, "", 50)
    assert [row.state for row in told.dossiers] == ["started"] * 3
    await looking.one(house.store, house.an, asked)
    await looking.recent(house.store, house.an)


async def _many_of_a_filter(house: House) -> None:
    ask = replace(_many(house), selection=Selection(filter=DossierFilter(q="zaak 1")))
    await outlook.preview(house.store, ask)


async def _mails(house: House) -> None:
    """Two questions, one to a client and one to the office, come due: one mail each is refused, one goes at last."""
    await house.starts(house.an)
    await house.starts(house.els)
    house.clock.goes_on(hours=2, seconds=1)
    took = [await _take(house, mail) for mail in await house.ticker.tick()]
    parcels = [parcel for parcel in took if parcel]
    await handing.put_back(house.store, house.settings.reminders, parcels[0], "later")
    await handing.fail(house.store, parcels[1], "nooit")
    for parcel in parcels[2:]:
        await handing.sent(house.store, parcel)


async def _take(house: House, mail: str) -> Any:
    return await handing.take(house.store, house.settings.reminders, lease(house.settings), mail)


async def _suspended(house: House) -> None:
    """He closes what he started, unread; staff open it again and write more: his run goes on."""
    conversation = await house.starts(house.els)
    await house.writer.post(Post(house.an, conversation, str(uuid4()), "Ja."))
    await house.ticker.tick()
    await house.writer.do(lambda work: actions.close(work, house.els, conversation))
    house.clock.goes_on(hours=2, minutes=1)
    await house.ticker.tick()
    await house.writer.do(lambda work: actions.reopen(work, house.an, conversation))
    house.later()
    await house.writer.post(Post(house.an, conversation, str(uuid4()), "Nog iets."))
    house.ticker.suspended.at = (house.clock() - HOUR, 0)
    await house.ticker.tick()


async def _answered(house: House) -> None:
    """An office's mail that was claimed is cancelled by an answer, and its clock starts anew when it was read."""
    await house.starts(house.els)
    house.clock.goes_on(hours=2, seconds=1)
    await house.ticker.tick()
    conversation = await house.starts(house.els)
    await house.writer.do(lambda work: actions.assign(work, house.an, conversation, house.an.person_id))
    house.clock.goes_on(hours=2, seconds=1)
    await house.ticker.tick()
    await house.writer.raise_marks(Raise(house.an, [(conversation, 1, 1)]))
    await house.writer.post(Post(house.els, conversation, str(uuid4()), "En?"))
    house.clock.goes_on(seconds=15)
    await house.ticker.tick()


async def _waits_longer(house: House) -> None:
    """The office chooses to wait three hours: what is planned moves."""
    await house.starts(house.an)
    await house.ticker.tick()
    for delay in (3 * HOUR, None):
        async with house.store.begin() as session:
            await session.execute(update(Office).values(remind_after_ms=delay))
        house.clock.goes_on(seconds=15)
        await house.ticker.tick()


async def _selects(house: House, **wanted: Any) -> None:
    """Everything a filter finds, but for one."""
    selection = Selection(filter=DossierFilter(**wanted), except_=house.grown.dossiers[:1])
    async with house.store.snapshot() as session:
        found = [id async for ids in ids_of(session, house.an, selection, 10) for id in ids]
        assert len(found) == await count(session, house.an, selection)


async def _monitor(house: House, **wanted: Any) -> None:
    """Two pages, each a few rows."""
    first = await monitor.monitor(house.store, house.an, MonitorQuery(limit=5, **wanted))
    assert first.next
    await monitor.monitor(house.store, house.an, MonitorQuery(limit=5, after=first.next, **wanted))


async def _views(house: House) -> None:
    body = ViewBody("Mijn", "responsible=me")
    made = await views.save(house.store, house.an, body)
    await views.views_of(house.store, house.an)
    await views.change(house.store, house.an, made.id, body)
    await views.arrange(house.store, house.an, [made.id])
    await views.drop(house.store, house.an, made.id)


async def _changes_a_dossier(house: House) -> None:
    wish = DossierChange(
        house.grown.dossiers[0],
        number="999",
        responsible=house.grown.staff[1],
        contact=house.els.person_id,
        tags=["x"],
    )
    await house.writer.do(lambda work: change_dossier(work, house.an, wish))


async def _imports(house: House) -> None:
    """A new dossier and a known one, then their users: one new, one who leaves."""
    leaves = f"1002;p{house.grown.readers[2][1]}@example.test;none;"
    users = f"number;email;profile;contact\n1003;nieuw@example.test;full;yes\n{leaves}\n"
    for csv in ("number;name;tags\nN1;Nieuw;a,b\n1003;Anders;c\n", users):
        await house.writer.do(lambda work, csv=csv: bring(work, house.an, read(csv), dry_run=False))  # type: ignore[misc]


async def _prunes(house: House) -> None:
    """Where nothing is old."""
    await pruning.prune_news(house.store, house.clock() - KEPT - DAY)


async def _prunes_all(house: House) -> None:
    await pruning.prune(house.store, house.settings)
    await pruning.prune_news(house.store, house.grown.oldest_news + HOUR)


async def _sends_a_file(house: House) -> None:
    """It is fetched, seen in the past, and heard of by who comes back."""
    file = await house.uploads(house.els)
    house.later()
    posted = await house.writer.post(Post(house.els, house.shared.id, str(uuid4()), "", (file,)))
    await house.past(house.an, house.shared, after_seq=posted.seq - 1)
    async with house.store.session() as session:
        await fetchable(session, house.an, file)
    stream = f"D:{house.grown.dossiers[0]}"
    head = (await catchup.heads(house.store, [stream]))[stream]
    await catchup.after(house.store, stream, head - 1)
    await house.writer.do(lambda work: binding.remove([file], work.now))


async def _starts_with_a_file(house: House) -> None:
    file = await house.uploads(house.an)
    wish = Start(house.an, str(uuid4()), house.grown.dossiers[0], "all", None, "Vraag", "", files=(file,))
    await house.writer.do(lambda work: start(work, wish))


async def _forgets_files(house: House) -> None:
    """One for a dossier is taken back, one expires."""
    place = Announced("Balans.csv", 5, dossier=house.grown.dossiers[0])
    upload = await uploading.create(house.files, house.els, place)
    await uploading.abort(house.files, house.els, upload.id)
    await house.uploads(house.els)
    house.clock.goes_on(hours=25)
    assert await expire(house.files) == 1


def lists(by: str, **wanted: Any) -> Callable[[House], Awaitable[Any]]:
    return lambda house: house.list(getattr(house, by), **wanted)


EARLIER = f"{NOW - 2 * HOUR}.1"
Deed = Callable[[House], Awaitable[Any]]


async def _people(house: House) -> None:
    office, dossier = house.grown.office, house.grown.dossiers[0]
    admin = replace(house.an, role="admin")
    async with house.store.begin() as session:
        await session.execute(
            update(Staff).where(col(Staff.person_id) == admin.person_id).values(role="admin")
        )
    who = Somebody("karel@groei.test", "Karel", "Kaas", "nl")
    karel = await house.writer.do(lambda work: people.invite_colleague(work, admin, who, "staff"))
    await house.writer.do(lambda work: people.set_place(work, admin, karel, "staff", False))
    nora = Somebody("nora@groei.test", "Nora", "Vos", "fr")
    person = await house.writer.do(lambda work: people.invite_client(work, admin, nora, dossier, "full"))
    await house.writer.do(lambda work: people.write_again(work, admin, person))
    assert office == admin.office_id


async def _letters(house: House) -> None:
    await letters.ask(house.store, "els@nergens.test")
    for letter in await letters.waiting(house.store):
        await letters.write(house.store, house.settings, letter)
    secret = await links.draw(house.store, house.els.person_id, HOUR)
    passwords = house.sessions.passwords
    await links.choose(house.store, passwords, secret, "vier woorden zonder verband")
    await links.change(
        house.store,
        passwords,
        house.els.person_id,
        "vier woorden zonder verband",
        "vijf woorden van elders",
        0,
    )


def seeks(who: str, q: str) -> Deed:
    return lambda house: search(house.store, getattr(house, who), Search(q=q))


async def _in_a_dossier(house: House) -> None:
    await search(house.store, house.an, Search(q="factuur", dossier=house.grown.dossiers[0]))


async def _of_somebody(house: House) -> None:
    """And the page after."""
    wanted = Search(q="factuur", who=house.grown.staff[1], limit=1, since="1970-01-01", until="2100-01-01")
    page = await search(house.store, house.an, wanted)
    assert page.next
    await search(house.store, house.an, Search(q="factuur", before=page.next, status="open"))


async def _indexes(house: House) -> None:
    """What was said since, and what was changed."""
    await house.posts(house.an)
    async with house.store.begin() as session:
        here = (col(Message.conversation_id) == house.shared.id) & (col(Message.seq) == 1)
        await session.execute(update(Message).where(here).values(text="Veranderd."))
    while await indexing.follow(house.store):
        pass


async def _indexed_anew(house: House) -> None:
    await house.posts(house.an)
    async with house.store.begin() as session:
        await session.execute(update(SearchState).values(cursor=None, filled=IN_AN_ERA))
    while await indexing.follow(house.store):
        pass


async def _held(house: House) -> None:
    """Due on the one day the office is closed: it waits."""
    begins = datetime.fromtimestamp(house.clock() / 1000, UTC) + timedelta(hours=1)
    shut = Hours(
        [[("00:00", "23:59")]] * 7, [(begins + timedelta(hours=ahead)).date().isoformat() for ahead in (0, 4)]
    )
    async with house.store.begin() as session:
        await session.execute(update(Office).values(hours=msgspec.json.encode(shut).decode()))
    await house.starts(house.an)
    house.clock.goes_on(hours=2, seconds=1)
    assert await house.ticker.tick() == []
    always = choices_of.MailChoice(None, None, True, "kantoor@example.test")
    await house.writer.do(partial(choices_of.choose, by=replace(house.an, role="admin"), choice=always))


async def _chooses(house: House) -> None:
    """Hours for the office, and for herself; as it was, in the end."""
    admin = replace(house.an, role="admin")
    for hours, quiet in ((Hours([[]] * 7), Quiet("21:00", "07:00")), (None, None)):
        choice = choices_of.MailChoice(hours, None, True, "kantoor@example.test")
        await house.writer.do(partial(choices_of.choose, by=admin, choice=choice))
        await house.writer.do(partial(choices_of.rest, by=admin, quiet=quiet))
        await choices_of.of_office(house.store, admin)
        await choices_of.of_person(house.store, admin)


EVERYDAY: dict[str, Deed] = {
    "staff: open conversations": lists("an"),
    "staff: the page after": lists("an", before=EARLIER),
    "staff: closed conversations": lists("an", status="closed"),
    "staff: all conversations": lists("an", status="all"),
    "staff: what needs an answer": lists("an", waiting="office"),
    "staff: what awaits a client": lists("an", waiting="client"),
    "staff: my conversations": lists("an", mine=True),
    "staff: private conversations": lists("an", private=True),
    "staff: a dossier's conversations": lambda house: house.list(house.an, dossier=house.grown.dossiers[0]),
    "staff: conversations by a rare word": lists("an", status="all", q=NEEDLE),
    "staff: conversations by a common word": lists("an", q="factuur"),
    "client: conversations by a word": lists("els", q="factuur"),
    "client: open conversations": lists("els"),
    "client: the page after": lists("els", before=EARLIER),
    "client: all conversations": lists("els", status="all"),
    "staff: counters": lambda house: overview.counted(house.store, house.an),
    "staff, new: counters": lambda house: overview.counted(house.store, house.grown.colleague(1)),
    "client: counters": lambda house: overview.counted(house.store, house.els),
    "staff: a conversation": lambda house: house.details(house.an),
    "client: a conversation": lambda house: house.details(house.els),
    "staff: the last messages": lambda house: house.past(house.an, house.grown.long),
    "staff: the first messages": lambda house: house.past(house.an, house.grown.long, after_seq=0),
    "client: messages in the middle": lambda house: house.past(
        house.grown.client(1), house.grown.long, before_seq=80
    ),
    "staff: the monitor": lambda house: dossiers.find(house.store, house.an, "", 10),
    "staff: a dossier": lambda house: dossiers.one(house.store, house.an, house.grown.dossiers[0]),
    "client: his dossiers": lambda house: dossiers.find(house.store, house.els, "", 10),
    "staff: send": lambda house: house.posts(house.an),
    "client: send": lambda house: house.posts(house.els),
    "client: send, in a long conversation": lambda house: house.posts(
        house.grown.client(1), house.grown.long
    ),
    "client: send again": _resends,
    "client: send and receipt": _receipt,
    "client: read in part": _reads_in_part,
    "staff: read": lambda house: house.reads(house.grown.colleague(2)),
    "staff: start": lambda house: house.starts(house.an),
    "staff: start, private": lambda house: house.starts(house.an, house.els.person_id),
    "close and reopen": _closes,
    "no answer needed": _dismisses,
    "assign": _assigns,
    "staff: start from a template": _fills,
    "edit": _edits,
    "delete": _deletes,
    "staff: what a message said before": _said_before,
    "client: send a file": _sends_a_file,
    "staff: start with a file": _starts_with_a_file,
    "files that are not sent": _forgets_files,
    "staff: resume": lambda house: _resumes(house, f"S:{house.grown.office}"),
    "client: resume": lambda house: _resumes(house, f"D:{house.grown.dossiers[0]}"),
    "client: resume, private": lambda house: _resumes(house, f"U:{house.grown.office}:{house.els.person_id}"),
    "staff: colleagues": lambda house: colleagues(house.store, house.an),
    "staff: ask three at once": _asks_many,
    "staff: undo that": _undoes_many,
    "three at once leave": _many_leave,
    "the sweep of a node": lambda house: catchup.moved(house.store, house.clock() - 2_000),
    "an epoch": lambda house: catchup.epoch(house.store),
    "staff: rows of the monitor": lambda house: monitor.rows_of(
        house.store, house.an, house.grown.dossiers[:5]
    ),
    "staff: what to filter by": lambda house: choices(house.store, house.an),
    "staff: saved views": _views,
    "staff: change a dossier": _changes_a_dossier,
    "signing in": _signs_in,
    "coming in": _comes_in,
    "being there": _is_there,
    "leaving": _leaves,
    "a reminder tick": _ticks,
    "the first tick of a worker": _first_tick,
    "staff: a rare word": seeks("an", NEEDLE),
    "staff: a common word": seeks("an", "factuur"),
    "staff: the beginning of a common word": seeks("an", "f"),
    "staff: a word nobody used": seeks("an", "zevenslaper"),
    "staff: a word in a dossier": _in_a_dossier,
    "staff: a word of somebody, in a time": _of_somebody,
    "client: a word": seeks("els", "factuur"),
    "the index follows": _indexes,
    "an office that waits longer": _waits_longer,
}
MONITOR: dict[str, Deed] = {  # these look at every dossier of the office, and at no more
    "staff: the monitor by name": lambda house: _monitor(house),
    "staff: the monitor by activity": lambda house: _monitor(house, sort="last_at", descending=True),
    "staff: the monitor by what waits": lambda house: _monitor(
        house, sort="needs_answer_since", descending=True
    ),
    "staff: the monitor by responsible": lambda house: _monitor(house, sort="responsible"),
    "staff: the monitor by a word": lambda house: _monitor(house, q="bakkerij"),
    "staff: the monitor of open conversations": lambda house: _monitor(house, open=True),
}
RARE: dict[str, Deed] = {  # these do as much as there is to do
    "mails, from due to sent": _mails,
    "an office's run that ends": _answered,
    "a run that goes on": _suspended,
    "the record, verified": _verifies,
    "staff: many of a filter": _many_of_a_filter,
    "a step of pruning": _prunes,
    "access to a dossier": _access,
    "templates": _templates,
    "people come and go": _people,
    "letters, from asked for to a new password": _letters,
    "pruning": _prunes_all,
    "staff: an export": lambda house: monitor.every_row(
        house.store, house.an, Selection(only=house.grown.dossiers[:5])
    ),
    "an import": _imports,
    "staff: a selection of all": lambda house: _selects(house),
    "staff: a selection of some": lambda house: _selects(
        house, q="bakkerij", responsible="me,none", language="nl", vat_rhythm="none", tags="horeca"
    ),
    "staff: a selection by what waits": lambda house: _selects(house, needs_answer=True, open=True),
    "staff: a selection by what was said": lambda house: _selects(
        house, open=False, since=date(2026, 10, 1), until=date(2026, 12, 1)
    ),
    "staff: rare and common": seeks("an", f"factuur {NEEDLE}"),
    "an office read anew": _indexed_anew,
    "mails that wait for the morning": _held,
    "hours for mail": _chooses,
    "staff: the monitor, by words": lambda house: dossiers.find(house.store, house.an, "bakkerij 1", 10),
}
DEEDS = EVERYDAY | MONITOR | RARE
