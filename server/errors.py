"""What the server refuses, each with a name, an HTTP status, and whether trying again may help."""

from collections.abc import Sequence
from typing import Any


class Refused(Exception):
    """A command or request that was understood and not done. `field` names the part of it that was wrong."""

    code = "internal"
    status = 500
    temporary = False
    says = "Something went wrong on our side."

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        super().__init__(message or self.says)
        self.message = message or self.says
        self.field = field

    def answer(self) -> dict[str, object]:
        """The `d` of an error frame and the `error` of an HTTP answer."""
        told: dict[str, object] = {"code": self.code, "message": self.message, "temporary": self.temporary}
        if self.field is not None:
            told["field"] = self.field
        return told


class BadFrame(Refused):
    code, status, says = "bad_frame", 400, "This is not a frame of this protocol."


class BadRequest(Refused):
    code, status, says = "bad_request", 400, "This request is not well formed."


class HelloRequired(Refused):
    code, status, says = "hello_required", 400, "Say hello first."


class Unauthenticated(Refused):
    code, status, says = "unauthenticated", 401, "Sign in first."


class Forbidden(Refused):
    code, status, says = "forbidden", 403, "You may not do this."


class NotFound(Refused):
    code, status, says = "not_found", 404, "This does not exist."


class UnknownCommand(Refused):
    code, status, says = "unknown_command", 404, "There is no such command."


class IdempotencyConflict(Refused):
    code, status, says = "idempotency_conflict", 409, "This cid was used for something else."


class VersionConflict(Refused):
    code, status, says = "version_conflict", 409, "It changed in the meantime."


class ConversationClosed(Refused):
    code, status, says = "conversation_closed", 409, "This conversation is closed. Reopen it first."


class TooLarge(Refused):
    code, status, says = "too_large", 413, "This is too large."


class LimitExceeded(Refused):
    code, status, says = "limit_exceeded", 422, "This is more than is allowed at once."


class TemplateUnknown(Refused):
    code, status, says = "template_unknown", 404, "There is no such template."


class TemplateIncomplete(Refused):
    """`missing` names the variables that have no value."""

    code, status, says = "template_incomplete", 422, "A variable of this template has no value yet."

    def __init__(self, missing: Sequence[str] = ()) -> None:
        named = ", ".join(f"%{name}%" for name in missing)
        super().__init__(f"Without a value: {named}." if missing else None, field="values")
        self.missing = list(missing)

    def answer(self) -> dict[str, object]:
        return {**super().answer(), "missing": self.missing}


class TemplateInvalid(Refused):
    """`faults` says what is wrong in its texts, and where."""

    code, status, says = "template_invalid", 422, "A variable in this text does not exist for this type."

    def __init__(self, faults: Sequence[Any] = ()) -> None:
        super().__init__(field="texts")
        self.faults = list(faults)

    def answer(self) -> dict[str, object]:
        return {**super().answer(), "faults": self.faults}


class AttachmentUnknown(Refused):
    code, status, says = (
        "attachment_unknown",
        422,
        "There is no such file to send. Upload it first, in this dossier.",
    )


class AttachmentRejected(Refused):
    code, status, says = "attachment_rejected", 422, "This file is not accepted."


class RateLimited(Refused):
    code, status, temporary, says = "rate_limited", 429, True, "Too fast. Wait a moment and try again."


class Internal(Refused):
    temporary = True


class Unavailable(Refused):
    code, status, temporary, says = "unavailable", 503, True, "Vinkje cannot store this right now. Try again."
