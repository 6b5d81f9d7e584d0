"""A mail as it is handed over, and what every mail is rendered with."""

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape


@dataclass(frozen=True, slots=True)
class Mail:
    """What is handed to the SMTP server, but for the envelope's own address and the Message-ID."""

    to: str
    to_name: str
    from_name: str
    language: str
    subject: str
    html: str
    text: str


def rendering(folder: Path) -> Environment:
    """The mails of this folder, which may extend `layout.html`; what is put into HTML is escaped."""
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(Path(__file__).parent)]),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def one_line(text: str) -> str:
    """Nobody's words may start a new line, or a new header: blanks and controls become one blank."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", text).strip()
