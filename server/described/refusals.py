"""What can go wrong, as data: every error with its code and status, every close code with what to do."""

from typing import Any

import msgspec

from server.errors import Refused
from server.live import closing
from server.live.closing import Close
from server.templates.texts import TextFault
from server.web import guards  # noqa: F401  (it has a refusal of its own)

WHAT_TO_DO = {
    40: "Do not come back by yourself.",
    41: "Come back after a random wait, longer each time.",
    42: "Come back at once.",
}
OF_WEBSOCKETS = {
    1007: "not UTF-8", 1009: "too big", 1001: "going away", 1012: "restarting",
}  # fmt: skip


class Refusal(msgspec.Struct):
    """`temporary` says whether trying again may help; `field` which part of the request was wrong, `missing` which
    variables have no value, `faults` what is wrong in a template's texts."""

    code: str
    message: str
    temporary: bool
    field: str | msgspec.UnsetType = msgspec.UNSET
    missing: list[str] | msgspec.UnsetType = msgspec.UNSET
    faults: list[TextFault] | msgspec.UnsetType = msgspec.UNSET


class Failure(msgspec.Struct):
    """The answer of a request that was refused."""

    error: Refusal


def all_refusals(of: type[Refused] = Refused) -> list[type[Refused]]:
    """Every kind that can be answered, by status."""
    found = {kind.code: kind for kind in (*of.__subclasses__(),)}
    for kind in of.__subclasses__():
        found |= {deeper.code: deeper for deeper in all_refusals(kind)}
    return sorted(found.values(), key=lambda kind: (kind.status, kind.code))


def errors() -> list[dict[str, Any]]:
    return [
        {"code": kind.code, "status": kind.status, "temporary": kind.temporary, "message": kind.says}
        for kind in all_refusals()
    ]


def closes() -> list[dict[str, Any]]:
    ours = {close for close in vars(closing).values() if isinstance(close, Close) and close.code >= 4000}
    return [
        {"code": close.code, "reason": close.reason, "do": WHAT_TO_DO[close.code // 100]}
        for close in sorted(ours)
    ]
