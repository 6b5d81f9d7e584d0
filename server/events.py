"""The table of events: what the server says of its own accord, to whom, and in what shape."""

from dataclasses import dataclass, field
from typing import Any, Literal

from server.bulk.frames import BulkFrame
from server.conversations.frames import Closing, OfficeUpdate, Removed, WaitingUpdate
from server.conversations.readers import AccessChanged
from server.dossiers.frames import DossierFacts, Imported
from server.frames import NewsName, Nothing
from server.live.frames import AuthExpiring, Draining, Resync, SessionRevoked, SocketEvent, Welcome
from server.messages.frames import (
    ClientDeletion,
    ClientStartedNews,
    MessageFrame,
    MessageNews,
    OfficeDeletion,
    OfficeMessageNews,
    OfficeStartedNews,
)
from server.people.frames import StaffChanged
from server.presence.frames import LookingTold, PresenceAll, PresenceTold, TypingTold
from server.receipts.frames import ReceiptNews

Audience = Literal["S", "D", "U"]


@dataclass(frozen=True, slots=True)
class News:
    """A durable event: the shape of `d` on each kind of stream it travels on."""

    says: str
    shapes: dict[Audience, Any] = field(default_factory=dict)


def everybody(office: Any, client: Any) -> dict[Audience, Any]:
    """On `S` for staff, and for the client side on `D` or, where it is private, on `U`."""
    return {"S": office, "D": client, "U": client}


NEWS: dict[NewsName, News] = {
    "message.new": News("Somebody wrote.", everybody(OfficeMessageNews, MessageNews)),
    "message.edited": News("Somebody changed what he wrote.", everybody(MessageFrame, MessageFrame)),
    "message.deleted": News("Somebody took back what he wrote.", everybody(OfficeDeletion, ClientDeletion)),
    "conversation.started": News(
        "A conversation and its first message.", everybody(OfficeStartedNews, ClientStartedNews)
    ),
    "conversation.closed": News("It went to the archive.", everybody(Closing, Closing)),
    "conversation.reopened": News("It came back from the archive.", everybody(Closing, Closing)),
    "conversation.updated": News("What is due in it changed.", everybody(OfficeUpdate, WaitingUpdate)),
    "conversation.removed": News("You may not see this one any more.", {"U": Removed}),
    "receipt": News("How far somebody has it and has read it.", {"S": ReceiptNews, "U": ReceiptNews}),
    "dossier.updated": News("What the office keeps of a dossier changed.", {"S": DossierFacts}),
    "dossiers.imported": News("Dossiers came from elsewhere: load the monitor afresh.", {"S": Imported}),
    "bulk.progress": News("How far something asked of many is.", {"U": BulkFrame}),
    "bulk.done": News("It is done, or was cancelled.", {"U": BulkFrame}),
    "access.changed": News("Somebody's access to a dossier.", {"S": AccessChanged, "U": AccessChanged}),
    "staff.changed": News("Somebody's place in the office.", {"S": StaffChanged, "U": StaffChanged}),
}

OF_THE_SOCKET: dict[SocketEvent, Any] = {
    "welcome": Welcome,
    "resync": Resync,
    "session.revoked": SessionRevoked,
    "auth.expiring": AuthExpiring,
    "draining": Draining,
    "lagging": Nothing,
    "caught_up": Nothing,
    "presence": PresenceTold,
    "presence.sync": PresenceAll,
    "typing": TypingTold,
    "looking": LookingTold,
}
