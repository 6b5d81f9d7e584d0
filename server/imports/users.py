"""Client users from a sheet: by e-mail address, with a profile per dossier."""

import re
from dataclasses import dataclass, field
from typing import Any, cast

from server.accounts.principal import Principal
from server.clock import Instant
from server.conversations.readers import admit, set_profile
from server.dossiers.models import Profile
from server.imports.dossiers import ANSWERS, KNOWN, LANGUAGES
from server.imports.frames import Change, Problem
from server.imports.reading import Row, Sheet
from server.people.inviting import Somebody, at_address
from server.rows import Steps, statement
from server.work import Work

PLACES = statement(
    """
    SELECT p.email, k.dossier_id, k.person_id, k.profile, coalesce(d.contact_id = k.person_id, false)
    FROM {v} JOIN client k ON k.dossier_id = v.dossier JOIN person p ON p.id = k.person_id
    JOIN dossier d ON d.id = k.dossier_id
    """,
    dossier=int,
)
WORKS_HERE = statement(
    """
    SELECT p.email FROM {v} JOIN person p ON p.email = v.email
    JOIN staff s ON s.office_id = v.office AND s.person_id = p.id AND s.active
    """,
    email=str,
    office=int,
)
CONTACT = statement(
    "UPDATE dossier SET contact_id = v.person FROM {v} WHERE dossier.id = v.dossier", dossier=int, person=int
)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PROFILES: dict[str, Profile | None] = {"full": "full", "limited": "limited", "none": None}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a row asks for: a place on a dossier, another profile, none, or to be its contact."""

    dossier: int
    who: Somebody
    person: int | None
    profile: str | None
    was: str | None
    contact: bool | None


@dataclass
class Plan:
    wishes: list[Wish] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def plan(by: Principal, sheet: Sheet) -> Steps[Plan]:
    """Compare with who is there; problems go to the sheet."""
    numbers = sorted({row.cells.get("number", "") for row in sheet.rows})
    known = dict((yield KNOWN(office=[by.office_id] * len(numbers), number=numbers)))
    emails = sorted({_email(row) for row in sheet.rows})
    staff = {email for (email,) in (yield WORKS_HERE(email=emails, office=[by.office_id] * len(emails)))}
    places = {(row[1], row[0]): row[2:] for row in (yield PLACES(dossier=sorted(known.values())))}
    made, seen = Plan(), set[tuple[int, str]]()
    for row in sheet.rows:
        wrong = _problems(row, known, staff)
        key = (known.get(row.cells.get("number", ""), 0), _email(row))
        if key in seen:
            wrong.append(
                Problem(row.line, "email", "This user stands on an earlier line of this dossier too.")
            )
        seen.add(key)
        sheet.problems += wrong
        if not wrong:
            _add(made, row, key[0], places.get(key))
    return made


def apply(work: Work, by: Principal, made: Plan, now: Instant) -> Steps[None]:
    for wish in made.wishes:
        person = wish.person or (yield from at_address(by, wish.who, now))
        if wish.profile != wish.was:
            if wish.profile is None:
                yield from set_profile(work, by, wish.dossier, person, None)
            else:
                yield from admit(work, by, wish.dossier, person, cast(Profile, wish.profile))
        if wish.contact is not None:
            yield CONTACT(dossier=[wish.dossier], person=[person if wish.contact else None])


def _email(row: Row) -> str:
    return row.cells.get("email", "").casefold()


def _problems(row: Row, known: dict[str, int], staff: set[str]) -> list[Problem]:
    cells, email = row.cells, _email(row)
    wrong = {
        "number": cells.get("number", "") not in known and "There is no dossier with this number.",
        "email": (not EMAIL.fullmatch(email) or len(email) > 254) and "This is no e-mail address.",
        "profile": cells.get("profile", "").casefold() not in ("", *PROFILES)
        and "One of full, limited, none.",
        "language": cells.get("language", "").casefold() not in ("", *LANGUAGES)
        and f"One of {', '.join(LANGUAGES)}.",
        "contact": cells.get("contact", "").casefold() not in ("", *ANSWERS) and "Say yes or no.",
    }
    if email in staff:
        wrong["email"] = "This person works at the office."
    wrong |= {
        name: len(cells.get(name, "")) > 100 and "At most 100 characters."
        for name in ("first_name", "last_name")
    }
    return [Problem(row.line, column, says) for column, says in wrong.items() if says]


def _add(made: Plan, row: Row, dossier: int, place: Any) -> None:
    cells, email = row.cells, _email(row)
    person, was, is_contact = place or (None, None, False)
    profile = PROFILES[cells["profile"].casefold()] if cells.get("profile") else was or "full"
    contact = ANSWERS[cells["contact"].casefold()] if cells.get("contact") else bool(is_contact)
    contact = contact and profile is not None
    moves = contact if contact != bool(is_contact) else None
    if profile == was and moves is None:
        return
    names = (cells.get("first_name") or email.partition("@")[0], cells.get("last_name", ""))
    who = Somebody(email, *names, cells.get("language", "").casefold() or "nl")
    made.wishes.append(Wish(dossier, who, person, profile, was, moves))
    differ = [name for name, moved in (("profile", profile != was), ("contact", moves is not None)) if moved]
    what = "made" if place is None else "changed"
    made.changes.append(Change(row.line, cells["number"], email, what, differ))  # type: ignore[arg-type]
