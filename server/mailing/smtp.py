"""Handing a mail to the SMTP server. One attempt only: the ledger repeats it, not the library."""

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate, parseaddr
from typing import Any, Literal

from emails.backend.smtp.backend import SMTPBackend
from emails.backend.smtp.client import SMTPClientWithResponse, SMTPClientWithResponse_SSL
from emails.message import Message

from server.clock import Instant
from server.config import Smtp
from server.mailing.mail import Mail

ABOUT_THIS_MAIL = ("mail", "rcpt", "data")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refused` is for good: the server answered 5xx about this very mail. `temporary` may succeed later."""

    kind: Literal["accepted", "refused", "temporary"]
    why: str = ""


class _Client(SMTPClientWithResponse):
    """Checks the server's certificate, which smtplib does not do by itself."""

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:  # type: ignore[override]
        return super().starttls(context=context or ssl.create_default_context())


class _TlsClient(SMTPClientWithResponse_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        self.context = ssl.create_default_context()
        return super()._get_socket(host, port, timeout)  # type: ignore[misc]


class _Backend(SMTPBackend):
    connection_cls = _Client
    connection_ssl_cls = _TlsClient

    def retry_on_disconnect(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class Conversation:
    """A connection for one mail. `hand_over` ends before QUIT, so that `sent` can be written down first."""

    def __init__(self, settings: Smtp) -> None:
        self.settings = settings
        self.backend: SMTPBackend | None = None

    async def hand_over(self, mail: Mail, message_id: str, at: Instant) -> Outcome:
        """Up to the server's answer to DATA. Raises nothing: whatever went wrong is in the outcome."""
        return await asyncio.to_thread(self._hand_over, mail, message_id, at)

    async def quit(self) -> None:
        if self.backend is not None:
            await asyncio.to_thread(self.backend.close)

    def _hand_over(self, mail: Mail, message_id: str, at: Instant) -> Outcome:
        try:
            self.backend = _Backend(**self._options())
            message = as_message(mail, self.settings.sender, message_id, at)
            return _outcome(message.send(smtp=self.backend))
        except Exception as error:  # whatever it is, this mail was not accepted
            return Outcome("temporary", _words(error))

    def _options(self) -> dict[str, Any]:
        chosen = self.settings
        options: dict[str, Any] = {"host": chosen.host, "port": chosen.port, "timeout": chosen.timeout / 1000}
        if chosen.user:
            options |= {"user": chosen.user, "password": chosen.password}
        return options | {"ssl": chosen.security == "tls", "tls": chosen.security == "starttls"}


def as_message(mail: Mail, sender: str, message_id: str, at: Instant) -> Message:
    address = parseaddr(sender)[1]
    return Message(
        subject=mail.subject,
        html=mail.html,
        text=mail.text,
        mail_from=(mail.from_name, address),
        mail_to=[(mail.to_name, mail.to)],
        message_id=message_id,
        date=formatdate(at / 1000),
        headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": mail.language,
        },
    )


def _outcome(response: Any) -> Outcome:
    if response.success:
        return Outcome("accepted")
    code = response.status_code or 0
    final = 500 <= code < 600 and response.last_command in ABOUT_THIS_MAIL
    return Outcome("refused" if final else "temporary", _words(response.error or response.status_text))


def _words(error: Any) -> str:
    """The server's own words where it had some."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        error = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        error = (error.smtp_code, error.smtp_error)
    if isinstance(error, tuple):
        code, said = error
        return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return f"{type(error).__name__}: {error}" if isinstance(error, Exception) else str(error)
