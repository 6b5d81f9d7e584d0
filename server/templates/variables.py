"""Which variables there are, which a type of template allows (S58), and how a value is written in a language."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency
from msgspec import Struct

from server.errors import BadRequest
from server.i18n import locale

Kind = Literal["general", "invoice", "payment", "vat"]
Form = Literal["text", "date", "amount", "period"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# What Vinkje knows of a dossier itself.
GENERAL: dict[str, Form] = {
    "accountant_name": "text",
    "company_name": "text",
    "first_name": "text",
    "manager_name": "text",
    "dossier_number": "text",
    "today": "date",
}
# What somebody says when he sends it.
GIVEN: dict[Kind, dict[str, Form]] = {
    "general": {},
    "invoice": {"invoice_number": "text", "supplier": "text", "invoice_date": "date", "amount": "amount"},
    "payment": {"payment_date": "date", "amount": "amount", "counterparty": "text"},
    "vat": {"period": "period", "deadline": "date", "balance": "amount"},
}
ALL = GENERAL.keys() | {name for own in GIVEN.values() for name in own}

CURRENCY = "EUR"
NAMES_AT_MOST = 3
TEXT_AT_MOST = 200
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
AMOUNT = re.compile(r"-?\d{1,12}(\.\d{1,2})?", re.ASCII)
PERIOD = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?", re.ASCII)


class Recipient(Struct, frozen=True):
    """Whom a text is filled in for. `first_names` are those of its readers, the dossier's contact first; `today` is
    the date at the office. An empty text is not known."""

    language: str
    office: str
    company: str
    number: str
    manager: str
    first_names: tuple[str, ...]
    today: date


def allowed(kind: Kind) -> dict[str, Form]:
    """The variables of this type of template, in the order in which they are offered."""
    return GENERAL | GIVEN[kind]


def values_of(to: Recipient, kind: Kind, given: Mapping[str, str]) -> dict[str, str]:
    """What each variable of the type stands for here, in the dossier's language; unknown ones are left out.

    `given` is as on the wire: a date `2026-12-10`, an amount `1234.50`, a period `2026-11`, `2026-Q4` or `2026`, or any
    text. What is given wins over what is known. Errors: `BadRequest`, naming the variable.
    """
    forms = allowed(kind)
    if strange := next((name for name in given if name not in forms), None):
        raise BadRequest("This variable does not exist for this type.", field=strange)
    known = {name: text for name, text in _known(to).items() if text}
    said = {name: text for name, text in given.items() if text.strip()}
    return known | {name: written(text, forms[name], to.language, name) for name, text in said.items()}


def written(text: str, form: Form, language: str, field: str | None = None) -> str:
    """A given value as people of this language write it, on one line. Errors: `BadRequest`."""
    there = locale(language)
    try:
        match form:
            case "date" if DAY.fullmatch(text):
                return _date(date.fromisoformat(text), there)
            case "amount" if AMOUNT.fullmatch(text):
                return format_currency(Decimal(text), CURRENCY, locale=there)
            case "period" if found := PERIOD.fullmatch(text):
                return _period(found[1], found[2], found[3], there)
            case "text" if len(text) <= TEXT_AT_MOST:
                return one_line(text)
    except ValueError:
        pass
    raise BadRequest(f"This is not a {form} as it should be written.", field=field)


def one_line(text: str) -> str:
    return " ".join(text.split())


def greeted(to: Recipient) -> str:
    """`%first_name%`: the one reader; with a few, all of them, since all of them read it; the company where they are
    more than one greets by name, or have none."""
    names = [name for name in map(one_line, to.first_names) if name]
    if not 0 < len(names) <= NAMES_AT_MOST:
        return one_line(to.company)
    return format_list(names, locale=locale(to.language))


def _known(to: Recipient) -> dict[str, str]:
    return {
        "accountant_name": one_line(to.office),
        "company_name": one_line(to.company),
        "first_name": greeted(to),
        "manager_name": one_line(to.manager),
        "dossier_number": one_line(to.number),
        "today": _date(to.today, locale(to.language)),
    }


def _date(day: date, there: Locale) -> str:
    text = format_date(day, "long", locale=there)
    return text.replace("1 ", "1er ", 1) if there.language == "fr" and day.day == 1 else text


def _period(year: str, month: str | None, quarter: str | None, there: Locale) -> str:
    if month:
        return format_skeleton("yMMMM", date(int(year), int(month), 1), locale=there)
    if quarter:
        return format_skeleton("yQQQQ", date(int(year), int(quarter) * 3, 1), locale=there)
    return year
