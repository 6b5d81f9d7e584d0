"""People as an office sees them: its own, and its clients'."""

from typing import Literal

from msgspec import Struct

from server.accounts.models import Role
from server.clock import Time

StaffRole = Literal["admin", "staff", "support"]
WayIn = Literal["none", "invited", "unreachable", "ready"]


class Invited(Struct):
    """Who was invited; his letter leaves within half a minute."""

    person: int


class StaffChanged(Struct):
    """`staff.changed`: somebody's place in the office, for his colleagues and for himself."""

    person: int
    name: str
    role: Role
    active: bool


class StaffMember(Struct):
    """`way_in`: `ready` with a password, `invited` while a letter is on its way or unanswered, `unreachable` when the
    last one could not be delivered, else `none`."""

    id: int
    name: str
    title: str
    email: str
    language: str
    role: StaffRole
    active: bool
    joined_at: Time
    way_in: WayIn


class Colleagues(Struct):
    staff: list[StaffMember]
