"""Who may reach what. This is the only place that decides it.

Staff reach every conversation of their office (R1). A client reaches the shared ones of the dossiers where his profile
is full, and the private ones that name him while he is still on the dossier (S17-S19, R3). Whatever is out of reach
does not exist (S1).
"""

from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.sql.elements import SQLCoreOperations

from server.accounts.models import Side
from server.accounts.principal import Principal
from server.conversations.models import Conversation
from server.dossiers.models import Client, Dossier
from server.dossiers.queries import reachable


def reaches(
    side: Side, own_office: bool, works_there: bool, profile: str | None, private_to: int | None, person: int
) -> bool:
    """May this person read and write this conversation? Facts are those of the moment, from its own transaction."""
    if not own_office:
        return False
    if side == "office":
        return works_there
    if private_to is None:
        return profile == "full"
    return private_to == person and profile is not None


def visible_to(
    side: Side, office: int | SQLCoreOperations[int], person: int | SQLCoreOperations[int]
) -> ColumnElement[bool]:
    """The same rule as a condition on `Conversation`. Staff's membership was checked with their session.

    A client's are found by his dossiers, never by walking through the office.
    """
    if side == "office":
        return _is(Conversation.office_id, office)
    whose = (
        select(_column(Dossier.office_id))
        .where(_is(Dossier.id, _column(Client.dossier_id)))
        .scalar_subquery()
    )
    mine = (
        select(_column(Client.dossier_id))
        .where(_is(Client.person_id, person), whose == office)
        .correlate_except(Client)
    )
    dossier = _column(Conversation.dossier_id)
    shared = and_(
        _column(Conversation.private_to).is_(None),
        dossier.in_(mine.where(_is(Client.profile, "full"))),
    )
    return and_(dossier.in_(mine), or_(shared, _is(Conversation.private_to, person)))


def visible(principal: Principal) -> ColumnElement[bool]:
    """`visible_to` for who asks. Support staff watch presence and read nothing (U5)."""
    if principal.role == "support":
        return false()
    return visible_to(principal.side, principal.office_id, principal.person_id)


def writable(principal: Principal) -> ColumnElement[bool]:
    """A condition on `Dossier`: where one may write at all, and so bring files. Support staff write nothing (U5)."""
    return false() if principal.role == "support" else reachable(principal)


def may_close(side: Side, person: int, starter: int) -> bool:
    """Staff close any conversation of the office, a client only his own (S41-S43). Reopening follows (R6)."""
    return side == "office" or person == starter


def may_change(person: int, author: int) -> bool:
    """A message is changed and taken back by who wrote it, and by nobody else (S31, S32)."""
    return person == author


def may_read_history(by: Principal) -> bool:
    """What a message said before is for staff: a client sees the edit, and that is all (S67)."""
    return works_here(by)


def works_here(by: Principal) -> bool:
    """Staff who read; support staff only watch (U5)."""
    return by.side == "office" and by.role != "support"


def may_give_access(by: Principal) -> bool:
    """Staff say who may see a dossier; support staff only watch (U5)."""
    return works_here(by)


def may_use_templates(by: Principal) -> bool:
    """Staff prepare their questions with them. Support staff write to nobody (U5)."""
    return by.side == "office" and by.role != "support"


def may_manage_templates(by: Principal) -> bool:
    """What goes out under the office's name is written by its admins."""
    return by.side == "office" and by.role == "admin"


Sight = Literal["staff", "support", "client"]


def sees_presence(by: Principal, shown_to_clients: bool) -> Sight | None:
    """As whom he sees who is there: support staff no subject, clients only that staff are there, if at all (U5)."""
    if by.side == "client":
        return "client" if shown_to_clients else None
    return "support" if by.role == "support" else "staff"


def may_watch(by: Principal) -> bool:
    """Who types and looks is between those who read everything: the office's own (U5, S69)."""
    return by.side == "office" and by.role != "support"


def may_manage_office(by: Principal) -> bool:
    """An office admin says who works there, and how."""
    return by.role == "admin"


def may_ask_many(by: Principal) -> bool:
    """Only staff start for several dossiers (S14)."""
    return by.side == "office" and by.role != "support"


def _column(attribute: Any) -> Any:
    return attribute


def _is(attribute: Any, value: Any) -> ColumnElement[bool]:
    return _column(attribute) == value  # type: ignore[no-any-return]
