"""Writing a letter about an account: HTML and text, in its reader's language."""

from pathlib import Path
from typing import Any

from server.accounts.models import Office, Person
from server.config import Settings
from server.i18n import Words
from server.mailing.badges import initials
from server.mailing.mail import Mail, one_line, rendering

templates = rendering(Path(__file__).parent / "mails")


def compose(person: Person, office: Office, writer: str, secret: str, settings: Settings) -> Mail:
    """An invitation where `writer` invites, else what a forgotten password needs. The secret stands behind the `#`:
    no server on the way, and no log of ours, ever sees it."""
    words = Words(person.language, "letter", person.time_zone)
    kind = "invited" if writer else "forgotten"
    lifetime = settings.sessions.invitation if writer else settings.sessions.forgotten
    values: dict[str, Any] = {
        "office": one_line(office.name),
        "first_name": one_line(person.first_name),
        "writer": one_line(writer),
        "email": person.email,
        "lifetime": words.duration(lifetime),
    }
    says = {
        part: words(f"{kind}_{part}", **values)
        for part in ("subject", "heading", "body", "button", "safety", "why")
    }
    view = {
        **says,
        "language": person.language,
        "office": values["office"],
        "office_initials": initials(office.name),
        "preheader": says["body"],
        "greeting": words("greeting", **values),
        "main_label": says["button"],
        "main_url": f"{settings.public_url.rstrip('/')}/wachtwoord#{secret}",
    }
    return Mail(
        to=person.email,
        to_name=one_line(person.name),
        from_name=values["office"],
        language=person.language,
        subject=one_line(says["subject"]),
        html=templates.get_template("letter.html").render(view),
        text=templates.get_template("letter.txt").render(view),
    )
