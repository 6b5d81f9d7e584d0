"""The texts of a template per language: checked, and flagged where another language moved on (P3)."""

from collections.abc import Collection, Iterator
from typing import Literal

from msgspec import Struct

from server.errors import TemplateInvalid
from server.templates.languages import Language
from server.templates.rendering import Fault, check
from server.templates.variables import Kind

Part = Literal["subject", "text"]


class Text(Struct, frozen=True):
    """Subject and first message in one language. `stale`: another language was edited since, not this one."""

    subject: str
    text: str
    stale: bool = False

    @property
    def whole(self) -> str:
        return f"{self.subject}\n{self.text}"

    def says(self, other: "Text | None") -> bool:
        return other is not None and (self.subject, self.text) == (other.subject, other.text)


Texts = dict[Language, Text]


class TextFault(Struct, frozen=True):
    """A fault, and in which language and part it stands."""

    language: Language
    part: Part
    fault: Fault


def faults_of(texts: Texts, kind: Kind) -> Iterator[TextFault]:
    for language, text in texts.items():
        for part, words in parts(text):
            for fault in check(words, kind):
                yield TextFault(language, part, fault)


def parts(text: Text) -> tuple[tuple[Part, str], tuple[Part, str]]:
    return ("subject", text.subject), ("text", text.text)


def refuse_faults(texts: Texts, kind: Kind) -> None:
    """Errors: `TemplateInvalid`, with every fault and its position (S58)."""
    if faults := list(faults_of(texts, kind)):
        raise TemplateInvalid(faults)


def edited(before: Texts, now: Texts, still_right: Collection[Language] = ()) -> Texts:
    """The texts after an edit. Who edits one language flags those he leaves as they are; who edits a flagged one
    catches up, and flags nobody. `still_right` were looked at and need no change."""
    changed = {language for language, text in now.items() if not text.says(before.get(language))}
    leads = any(language in before and not before[language].stale for language in changed)
    return {
        language: Text(text.subject, text.text, _is_stale(before.get(language), leads))
        if language not in changed and language not in still_right
        else Text(text.subject, text.text)
        for language, text in now.items()
    }


def _is_stale(before: Text | None, leads: bool) -> bool:
    return before is not None and (before.stale or leads)


def moved(base: Texts, standard: Texts) -> list[Language]:
    """In which languages the standard was changed since an office made its copy (P12)."""
    return [language for language, text in standard.items() if not text.says(base.get(language))]
