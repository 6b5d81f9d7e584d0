"""What a mail says, and what it never says."""

import email
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mailing.badges import colour, initials
from server.mailing.mail import Mail
from server.mailing.smtp import as_message
from server.reminders.contents import Contents, Item
from server.reminders.mail import compose

BASE = "https://vinkje.example"
HOUR = 3_600_000
BRUSSELS = ZoneInfo("Europe/Brussels")


def at(year: int, month: int, day: int, hour: int, minute: int = 0, fold: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, fold=fold, tzinfo=BRUSSELS).timestamp() * 1000)


ELEVEN = at(2026, 11, 23, 11, 32)
ITEM = Item(7001, "Meubelhuis Aerts: beroepsmatig?", "De Gouden Krol BV", "An Peeters", 7, 3, ELEVEN, 1)
ELS = Contents(
    office_id=4711,
    office="Kantoor Van Damme",
    show_subjects=True,
    remind_after_ms=None,
    side="client",
    email="els@krol.example",
    name="Els Goossens",
    first_name="Els",
    language="nl",
    time_zone="Europe/Brussels",
    items=(ITEM,),
)
AN = replace(ELS, side="office", email="an@vandamme.example", name="An Peeters", first_name="An")
MAILBOX = replace(AN, email="kantoor@vandamme.example", name="Kantoor Van Damme", first_name="")


def written(contents: Contents, now: int = ELEVEN + 2 * HOUR) -> Mail:
    return compose(contents, BASE, 2 * HOUR, now)


def with_items(contents: Contents, *items: Item) -> Contents:
    return replace(contents, items=items)


@pytest.mark.spec("S8")
@pytest.mark.parametrize(
    ("language", "subject", "heading", "when", "why"),
    [
        ("nl", "Ongelezen bericht van Kantoor Van Damme", "Je hebt een ongelezen bericht", "vandaag om 11:32", "2 uur"),
        ("fr", "Message non lu de Kantoor Van Damme", "Vous avez un message non lu", "aujourd’hui à 11:32", "2 heures"),
        ("de", "Ungelesene Nachricht von Kantoor Van Damme", "Sie haben eine", "heute um 11:32 Uhr", "2 Stunden"),
        ("en", "Unread message from Kantoor Van Damme", "You have an unread message", "today at 11:32", "2 hours"),
    ],
)  # fmt: skip
def test_in_the_reader_s_language(language: str, subject: str, heading: str, when: str, why: str) -> None:
    mail = written(replace(ELS, language=language))
    assert mail.subject == subject
    assert f'<html lang="{language}"' in mail.html and heading in mail.html
    for body in (mail.html, mail.text):
        assert f"An Peeters, {when}" in body and why in body and f"{BASE}/communicatie/c/7001#m3" in body


@pytest.mark.spec("R8", "S8")
@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
@pytest.mark.parametrize("reader", [ELS, AN, MAILBOX])
@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("conversations", [1, 2, 30])
def test_every_form_in_every_language(
    reader: Contents, language: str, count: int, conversations: int
) -> None:
    items = [replace(ITEM, conversation_id=n, dossier=f"D{n}", count=count) for n in range(conversations)]
    mail = written(replace(reader, language=language, items=tuple(items)))
    total = count * conversations
    assert (str(total) in mail.subject) == (total > 1)
    assert "{" not in mail.text and "{{" not in mail.html and "None" not in mail.text
    assert mail.text.count("/communicatie/c/") == min(conversations, 12)


@pytest.mark.spec("S8")
def test_each_merged_conversation_has_its_own_link() -> None:
    other = replace(ITEM, conversation_id=7002, seq=9, subject="BTW", sender="Sofie Claes", count=2)
    mail = written(with_items(ELS, ITEM, other))
    assert mail.subject == "3 ongelezen berichten van Kantoor Van Damme"
    for link in ("/c/7001#m3", "/c/7002#m9"):
        assert f'href="{BASE}/communicatie{link}&amp;kantoor=4711"' in mail.html and link in mail.text
    assert "Sofie Claes, vandaag om 11:32 · 2 berichten" in mail.text


@pytest.mark.spec("S8")
def test_the_subject_stays_home_where_the_office_says_so() -> None:
    mail = written(replace(ELS, show_subjects=False))
    assert "Meubelhuis" not in mail.html + mail.text + mail.subject
    assert "De Gouden Krol BV" in mail.text


@pytest.mark.spec("S8")
@pytest.mark.parametrize(
    ("sent", "now", "says"),
    [
        (at(2026, 11, 22, 23, 30), at(2026, 11, 23, 1, 30), "gisteren om 23:30"),
        (at(2026, 11, 20, 9), at(2026, 11, 23, 9), "20 november 2026 om 09:00"),
        (at(2026, 10, 25, 2, 30), at(2026, 10, 25, 2, 30) + 2 * HOUR, "vandaag om 02:30"),
        (at(2026, 10, 25, 2, 30, fold=1), at(2026, 10, 25, 4, 30), "vandaag om 02:30"),
        (at(2026, 10, 24, 23, 30), at(2026, 10, 24, 23, 30) + 2 * HOUR, "gisteren om 23:30"),
        (at(2027, 3, 28, 1, 59), at(2027, 3, 28, 1, 59) + 2 * HOUR, "vandaag om 01:59"),
        (at(2027, 3, 27, 23, 30), at(2027, 3, 27, 23, 30) + 2 * HOUR, "gisteren om 23:30"),
    ],
)
def test_times_are_the_reader_s_also_in_the_nights_the_clock_changes(sent: int, now: int, says: str) -> None:
    assert f"An Peeters, {says}" in written(with_items(ELS, replace(ITEM, at=sent)), now).text


@pytest.mark.spec("S8")
def test_another_time_zone_and_a_nonsensical_one() -> None:
    assert "om 05:32" in written(replace(ELS, time_zone="America/New_York")).text
    assert "om 10:32" in written(replace(ELS, time_zone="Nergens/Hier")).text


@pytest.mark.parametrize(
    ("delay", "says"),
    [(5_000, "5 seconden"), (HOUR, "1 uur"), (90 * 60_000, "90 minuten"), (36 * HOUR, "36 uur")],
)
def test_it_says_how_long_the_office_really_waits(delay: int, says: str) -> None:
    assert f"als een bericht {says} ongelezen blijft" in written(replace(ELS, remind_after_ms=delay)).text


NASTY = [
    "Factuur\r\nBcc: iedereen@example.test",
    "Regel\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "<img src=x onerror=alert(1)> & \"aanhaling\" 'enkel'",
    "{{ 7*7 }} {office} {0.__class__} %s",
    "\u202eomgekeerd\u2069 \u2028 nieuwe regel \x00\x1b[31m",
    "=?utf-8?b?QmNjOiB4?= <a@b.example>, c@d.example",
    '", <kwaad@example.test>',
    "x" * 4_000,
]


def sent(mail: Mail) -> EmailMessage:
    message = as_message(mail, "Vinkje <berichten@vinkje.example>", "<1@vinkje.example>", ELEVEN)
    read = email.message_from_bytes(message.as_bytes(), policy=SMTP)
    assert isinstance(read, EmailMessage)
    return read


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)


def tags(html: str) -> list[str]:
    parser = Tags()
    parser.feed(html)
    return parser.seen


@pytest.mark.spec("S8")
@pytest.mark.parametrize("nasty", NASTY)
def test_nobody_s_words_become_a_header_or_markup(nasty: str) -> None:
    item = replace(ITEM, subject=nasty, sender=nasty, dossier=nasty)
    for reader in (ELS, AN, MAILBOX):
        mail = written(
            replace(reader, office=nasty, name=nasty, first_name=nasty and reader.first_name, items=(item,))
        )
        got = sent(mail)
        assert [name.lower() for name in got.keys()].count("to") == 1
        assert not got["Bcc"] and not got["Cc"] and got.get_content_type() == "multipart/mixed"
        assert [a.addr_spec for a in got["From"].addresses] == ["berichten@vinkje.example"]
        assert [a.addr_spec for a in got["To"].addresses] == [reader.email]
        assert tags(mail.html) == tags(written(reader).html)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_name_or_subject_breaks_the_envelope(name: str, subject: str) -> None:
    item = replace(ITEM, subject=subject, sender=name, dossier=subject)
    got = sent(written(replace(AN, office=name, name=name, items=(item,))))
    assert [a.addr_spec for a in got["To"].addresses] == [AN.email]
    assert got["Message-ID"] == "<1@vinkje.example>"


@pytest.mark.spec("S8")
def test_the_headers_say_that_no_human_wrote_it() -> None:
    got = sent(written(ELS))
    assert got["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in got and "Reply-To" not in got
    assert got["From"] == "Kantoor Van Damme <berichten@vinkje.example>"
    assert got["Date"].datetime.timestamp() * 1000 == ELEVEN


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("An Peeters", "AP"), ("Kantoor Van Damme", "VD"), ("Els van den Berg", "EB"), ("Cher", "CH"),
        ("Émile Zola", "ÉZ"), ("", "?"), ("123", "?"), ("Bakkerij De Gouden Krol BV", "BK"),
    ],
)  # fmt: skip
def test_initials_are_those_of_the_page(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_person_keeps_his_colour() -> None:
    assert colour(7) == colour(7) and len({colour(id) for id in range(100)}) == 12
