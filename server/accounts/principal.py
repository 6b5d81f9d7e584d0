"""Who is asking: a person, in one office, on one side of it."""

from dataclasses import dataclass

from server.accounts.models import Side


@dataclass(frozen=True, slots=True)
class Principal:
    """The facts of a valid session at the moment it was checked. `role` is `admin|staff|support|client`."""

    session_id: int
    person_id: int
    office_id: int
    side: Side
    role: str
    name: str
    language: str
    time_zone: str
    expires_at: int
