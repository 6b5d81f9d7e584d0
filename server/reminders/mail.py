"""Writing a reminder: HTML and text, in the recipient's language and on his clock."""

from pathlib import Path
from typing import Any

from server.clock import Instant
from server.i18n import Words
from server.mailing.badges import colour, initials
from server.mailing.mail import Mail, one_line, rendering
from server.reminders.contents import Contents, Item

SHOWN = 12
NAMED_DOSSIERS = 3
SUBJECT_LENGTH = 150

templates = rendering(Path(__file__).parent / "mails")


def compose(contents: Contents, public_url: str, default_delay: int, now: Instant) -> Mail:
    """The mail about these contents. One message of one conversation, several of one, or several conversations."""
    view = _view(contents, public_url.rstrip("/"), default_delay, now)
    return Mail(
        to=contents.email,
        to_name=one_line(contents.name),
        from_name=one_line(contents.office),
        language=contents.language,
        subject=view["subject"],
        html=templates.get_template("reminder.html").render(view),
        text=templates.get_template("reminder.txt").render(view),
    )


def _view(contents: Contents, base: str, default_delay: int, now: Instant) -> dict[str, Any]:
    words = Words(contents.language, "mail", contents.time_zone)
    items = contents.items
    merged = len(items) > 1
    common = {
        "count": sum(item.count for item in items),
        "office": contents.office,
        "first_name": contents.first_name,
        "sender": items[0].sender,
        "subject": items[0].subject,
        "dossier": items[0].dossier,
        "dossiers": _dossiers(words, items),
        "delay": words.duration(contents.remind_after_ms or default_delay),
    }
    say = _Saying(words, contents.side, bool(contents.first_name), common)
    shown = [_item(words, item, contents, base, now) for item in items[:SHOWN]]
    hidden = len(items) - len(shown)
    return {
        "language": contents.language,
        "office": one_line(contents.office),
        "office_initials": initials(contents.office),
        "subject": one_line(say("subject_merged" if merged else "subject"))[:SUBJECT_LENGTH],
        "preheader": one_line(say("preheader" if contents.show_subjects else "preheader_plain")),
        "heading": one_line(say("heading")),
        "greeting": one_line(say("greeting")),
        "body": one_line(say("body_merged" if merged else "body")),
        "safety": say("safety_merged" if merged else "safety"),
        "why": one_line(say("why")),
        "items": shown,
        "more": words("more", count=hidden) if hidden else "",
        "button_label": say("button"),
        "main_label": words("overview") if merged else say("button"),
        "main_url": f"{base}/communicatie#kantoor={contents.office_id}" if merged else shown[0]["url"],
    }


class _Saying:
    """The words for this reader: a client, somebody of the staff, or whoever reads the office's mailbox."""

    def __init__(self, words: Words, side: str, named: bool, values: dict[str, Any]) -> None:
        self.words, self.values = words, values
        readers = {"client": ["client"], "office": ["staff"]}[side]
        self.readers = readers if named else ["mailbox", *readers]

    def __call__(self, key: str) -> str:
        asked = [f"{reader}_{name}" for reader in self.readers for name in (key, key.removesuffix("_merged"))]
        return self.words(next(filter(self.words.has, asked)), **self.values)


def _item(words: Words, item: Item, contents: Contents, base: str, now: Instant) -> dict[str, str]:
    when = words(
        f"when_{words.day(item.at, now) or 'date'}",
        sender=item.sender,
        time=words.time(item.at),
        date=words.date(item.at),
    )
    many = f" · {words('messages', count=item.count)}" if item.count > 1 else ""
    return {
        "title": one_line(item.subject if contents.show_subjects else item.dossier),
        "meta": one_line(when + many),
        "initials": initials(item.sender),
        "colour": colour(item.sender_id),
        "url": f"{base}/communicatie/c/{item.conversation_id}#m{item.seq}&kantoor={contents.office_id}",
    }


def _dossiers(words: Words, items: tuple[Item, ...]) -> str:
    names = list(dict.fromkeys(item.dossier for item in items))
    return words.list(names) if len(names) <= NAMED_DOSSIERS else words("dossiers", count=len(names))
