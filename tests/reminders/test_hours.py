"""Office hours and quiet hours delay a mail that is due, and nothing else."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col

from server.accounts.models import Office, Person
from server.errors import Forbidden
from server.reminders.choices import MailChoice, choose
from server.reminders.hours import Hours, Quiet, hours_of, may_go_at
from tests.reminders.conftest import Kantoor

WEEKDAYS = Hours([[("09:00", "12:00"), ("13:00", "17:00")]] * 5 + [[], []], ["2026-12-25"])
BRUSSELS = "Europe/Brussels"


def at(local: str, zone: str = BRUSSELS) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.spec("P6")
@pytest.mark.parametrize(
    ("due", "goes"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:00"),
        ("2026-11-23 08:00", "2026-11-23 09:00"),
        ("2026-11-23 12:00", "2026-11-23 13:00"),
        ("2026-11-23 17:00", "2026-11-24 09:00"),
        ("2026-11-27 18:30", "2026-11-30 09:00"),
        ("2026-12-24 17:30", "2026-12-28 09:00"),
        ("2026-03-27 18:00", "2026-03-30 09:00"),  # the clock is set forward on the 29th
        ("2026-10-23 18:00", "2026-10-26 09:00"),  # and back on the 25th
    ],
)
def test_a_mail_waits_for_the_office_to_open(due: str, goes: str) -> None:
    assert may_go_at(at(due), (WEEKDAYS, BRUSSELS)) == at(goes)


@pytest.mark.spec("P6")
def test_quiet_hours_are_on_ones_own_clock() -> None:
    quiet = Quiet("22:00", "07:30")
    assert may_go_at(at("2026-11-23 23:00"), (None, BRUSSELS), (quiet, BRUSSELS)) == at("2026-11-24 07:30")
    assert may_go_at(at("2026-11-24 06:00"), (None, BRUSSELS), (quiet, BRUSSELS)) == at("2026-11-24 07:30")
    assert may_go_at(at("2026-11-24 07:30"), (None, BRUSSELS), (quiet, BRUSSELS)) == at("2026-11-24 07:30")
    assert may_go_at(at("2026-11-23 20:00"), (None, BRUSSELS), (quiet, "Asia/Tokyo")) == at(
        "2026-11-23 23:30"
    )
    assert may_go_at(at("2026-11-23 18:00"), (WEEKDAYS, BRUSSELS), (Quiet("08:00", "10:00"), BRUSSELS)) == at(
        "2026-11-24 10:00"
    )


def test_hours_that_leave_no_room_are_no_hours() -> None:
    never, now = Hours([[]] * 7), at("2026-11-23 10:00")
    assert may_go_at(now, (never, BRUSSELS)) == now
    mornings = Hours([[("08:00", "09:00")]] * 7)
    assert may_go_at(now, (mornings, BRUSSELS), (Quiet("07:00", "10:00"), BRUSSELS)) == at("2026-11-24 08:00")


CLOCKS = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 23), st.integers(0, 59))
SPANS = st.lists(st.tuples(CLOCKS, CLOCKS).map(lambda pair: (min(pair), max(pair))), max_size=3)


@pytest.mark.spec("P6", "S6")
@given(
    due=st.integers(at("2026-01-01 00:00"), at("2027-01-01 00:00")),
    week=st.lists(SPANS, min_size=7, max_size=7),
    quiet=st.none() | st.builds(Quiet, CLOCKS, CLOCKS),
    zone=st.sampled_from([BRUSSELS, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_never_earlier_never_lost_and_it_stays_where_it_came(
    due: int, week: list[list[tuple[str, str]]], quiet: Quiet | None, zone: str
) -> None:
    office, person = (Hours(week), zone), (quiet, BRUSSELS)
    goes = may_go_at(due, office, person)
    assert due <= goes <= due + 63 * 24 * 3_600_000
    assert may_go_at(goes, office) == goes  # it is open then


@pytest.mark.spec("P6", "S6")
async def test_a_mail_due_at_night_goes_in_the_morning_once(kantoor: Kantoor) -> None:
    local = datetime.fromtimestamp(kantoor.clock() / 1000 + 7_200, UTC).hour
    opens = f"{(local + 4) % 24:02}:00"
    closes = f"{(local + 4) % 24:02}:59"
    hours = Hours([[(opens, closes)]] * 7)
    async with kantoor.store.begin() as session:
        await session.execute(
            update(Office).values(hours=msgspec.json.encode(hours).decode(), time_zone="UTC")
        )
    assert hours_of(msgspec.json.encode(hours).decode()) == hours
    conversation = await kantoor.asks(kantoor.world.an)
    assert await kantoor.works_after(hours=2) == await kantoor.works_after(hours=2) == []
    assert await kantoor.states(conversation) == [("planned", "")]
    read = await kantoor.asks(kantoor.world.an)
    await kantoor.reads(kantoor.world.filip, read, 1)
    [mail] = await kantoor.works_after(hours=2)
    assert mail["To"].startswith("Filip")
    assert await kantoor.works_after(hours=48) == []


@pytest.mark.spec("P6")
async def test_somebody_s_quiet_hours_hold_only_his_mail(kantoor: Kantoor) -> None:
    hour = datetime.fromtimestamp(kantoor.clock() / 1000, UTC).hour
    quiet = msgspec.json.encode(Quiet(f"{hour:02}:00", f"{(hour + 5) % 24:02}:00")).decode()
    async with kantoor.store.begin() as session:
        await session.execute(
            update(Person)
            .where(col(Person.id) == kantoor.world.filip.person_id)
            .values(quiet=quiet, time_zone="UTC")
        )
    await kantoor.asks(kantoor.world.an)
    await kantoor.asks(kantoor.world.an, dossier=kantoor.world.bakery.id, with_=kantoor.world.jan)
    assert [mail["To"].split()[0] for mail in await kantoor.works_after(hours=2)] == ["Jan"]
    assert [mail["To"].split()[0] for mail in await kantoor.works_after(hours=3)] == ["Filip"]


@pytest.mark.spec("P6")
async def test_an_admin_chooses_and_what_waited_goes_on(kantoor: Kantoor) -> None:
    world = kantoor.world
    hour = datetime.fromtimestamp(kantoor.clock() / 1000, UTC).hour
    later = [(f"{(hour + 9) % 24:02}:00", f"{(hour + 9) % 24:02}:59")]
    choice = MailChoice(Hours([later] * 7), None, True, "post@example.test")
    with pytest.raises(Forbidden):
        await kantoor.writer.do(lambda work: choose(work, world.sofie, choice))
    await kantoor.writer.do(lambda work: choose(work, world.an, choice))
    await kantoor.asks(world.an)
    assert await kantoor.works_after(hours=2) == []
    always = MailChoice(None, None, True, "post@example.test")
    await kantoor.writer.do(lambda work: choose(work, world.an, always))
    assert len(await kantoor.works()) == 1
