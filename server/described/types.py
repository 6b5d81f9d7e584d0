"""The page's types, from the same models: `bin/types` writes them into static_client/live/frames.js.

What staff and clients get are different shapes; the page reads both as one, with what only one of them has as optional.
"""

import sys
from typing import Any

from msgspec import inspect

from server.attachments.frames import AttachmentFrame, Upload
from server.bulk import frames as bulk
from server.config import ROOT
from server.conversations import frames as rooms
from server.described.shapes import is_optional, structs_of
from server.dossiers import frames as dossiers
from server.dossiers.views import ViewFrame
from server.live.frames import Welcome
from server.messages import frames as messages
from server.people import frames as people
from server.presence import frames as presence
from server.reading.details import ClientDetails, OfficeDetails, ReminderFrame
from server.reading.history import ClientHistory, OfficeHistory
from server.receipts.frames import MarkFrame, ReceiptNews
from server.search import frames as found
from server.templates import frames as templates
from server.templates.texts import Text, TextFault

FILE = ROOT / "static_client" / "live" / "frames.js"
BEGIN, END = "// What the server sends: made by bin/types, never by hand.\n", "// Up to here by bin/types.\n"
PAGE: dict[str, tuple[type, ...]] = {
    "Named": (rooms.Person, dossiers.Brief, dossiers.OfficeName),
    "Author": (rooms.Someone, messages.Author),
    "Me": (dossiers.Me,),
    "Seat": (rooms.ReaderMarks,),
    "RowTold": (rooms.OfficeRow, rooms.ClientRow),
    "Message": (messages.MessageFrame,),
    "Deletion": (messages.OfficeDeletion, messages.ClientDeletion),
    "MessageHistory": (messages.MessageHistory,),
    "Edited": (messages.Edited,),
    "Deleted": (messages.Deleted,),
    "Mark": (MarkFrame,),
    "Attachment": (AttachmentFrame,),
    "Upload": (Upload,),
    "Reader": (rooms.Reader,),
    "Reminder": (ReminderFrame,),
    "Counters": (rooms.OfficeCounters, rooms.ClientCounters),
    "Dossier": (dossiers.DossierFrame,),
    "DossierFacts": (dossiers.DossierFacts,),
    "MonitorRow": (dossiers.MonitorRow,),
    "MonitorPage": (dossiers.Monitor,),
    "Choices": (dossiers.Choices,),
    "View": (ViewFrame,),
    "ClientUser": (dossiers.DossierClient,),
    "SearchHit": (found.Hit,),
    "Found": (found.FoundConversation,),
    "SearchPage": (found.SearchPage,),
    "StaffMember": (people.StaffMember,),
    "ConversationPage": (rooms.OfficeList, rooms.ClientList),
    "Details": (OfficeDetails, ClientDetails),
    "MessagePage": (OfficeHistory, ClientHistory),
    "ReceiptNews": (ReceiptNews,),
    "Welcome": (Welcome,),
    "Bulk": (bulk.BulkFrame,),
    "BulkOutlook": (bulk.BulkOutlook,),
    "BulkDossiers": (bulk.BulkDossiers,),
    "Somebody": (presence.Somebody,),
    "Present": (presence.Present,),
    "Templates": (templates.Templates,),
    "TemplatePage": (templates.TemplatePage,),
    "TemplateHistory": (templates.TemplateHistory,),
    "Filled": (templates.Filled,),
    "TextFault": (TextFault,),
    "Words": (Text,),
}
PLAIN: dict[type, str] = {
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.StrType: "string",
    inspect.BoolType: "boolean",
    inspect.NoneType: "null",
    inspect.AnyType: "unknown",
}


def written() -> str:
    """The typedefs, as the comment they stand in."""
    known = structs_of(cls for several in PAGE.values() for cls in several)
    names = {cls: name for name, several in PAGE.items() for cls in several}
    groups: dict[str, list[inspect.StructType]] = {}
    for struct in known:
        groups.setdefault(names.setdefault(struct.cls, struct.cls.__name__), []).append(struct)
    lines = [line for name in sorted(groups) for line in _typedef(name, groups[name], names)]
    return "/**\n" + "".join(f" * {line}".rstrip() + "\n" for line in lines[:-1]) + " */\n"


def _typedef(name: str, structs: list[inspect.StructType], names: dict[Any, str]) -> list[str]:
    fields: dict[str, list[inspect.Field]] = {}
    left_out = {field.name for struct in structs for field in struct.fields if is_optional(struct, field)}
    for struct in sorted(structs, key=lambda one: one.cls.__name__, reverse=True):
        for field in struct.fields:
            fields.setdefault(field.name, []).append(field)
    told = [f"@typedef {{object}} {name}"]
    for field_name, several in fields.items():
        kinds = " | ".join(dict.fromkeys(_kind(field.type, names) for field in several))
        optional = len(several) < len(structs) or field_name in left_out
        told.append(f"@property {{{kinds}}} " + (f"[{field_name}]" if optional else field_name))
    return [*told, ""]


def _kind(info: Any, names: dict[Any, str]) -> str:
    match info:
        case inspect.StructType():
            return names[info.cls]
        case inspect.UnionType():
            return " | ".join(_kind(one, names) for one in info.types)
        case inspect.LiteralType():
            return " | ".join(f'"{value}"' for value in info.values)
        case inspect.ListType():
            inner = _kind(info.item_type, names)
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        case inspect.DictType():
            return f"Record<{_kind(info.key_type, names)}, {_kind(info.value_type, names)}>"
        case inspect.Metadata():
            return _kind(info.type, names)
    return PLAIN[type(info)]


def renewed(text: str) -> str:
    """The file with today's types in their place."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{written()}{END}{after}"


def main(arguments: list[str]) -> None:
    """`--check` only says whether the file is as it should be."""
    text = FILE.read_text()
    fresh = renewed(text)
    if "--check" not in arguments:
        FILE.write_text(fresh)
    elif text != fresh:
        sys.exit(f"{FILE.relative_to(ROOT)} is stale: run bin/types")


if __name__ == "__main__":
    main(sys.argv[1:])
