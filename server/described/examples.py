"""One example of every shape, built from the shapes themselves: what would not fit could not be written here."""

from typing import Any

import msgspec

from server import frames
from server.attachments.frames import AttachmentFrame, Upload
from server.bulk import frames as bulk
from server.commands.base import Ping
from server.commands.bulks import BulkPreview, BulkStart, OneBulk
from server.commands.conversations import (
    ConversationAssign,
    ConversationStart,
    OneConversation,
)
from server.commands.dossiers import DossierUpdate
from server.commands.mails import OfficeMailSet, QuietSet
from server.commands.messages import History, MessageEdit, MessageSend, OneMessage, Receipt
from server.commands.people import AccessSet, ClientInvite, OnePerson, StaffInvite, StaffSet
from server.commands.templates import (
    OneTemplate,
    TemplateCreate,
    TemplateFill,
    TemplateOrder,
    TemplateSave,
    Words,
)
from server.conversations import frames as rooms
from server.conversations.readers import AccessChanged
from server.described.refusals import Failure, Refusal
from server.described.shapes import defaults_of
from server.dossiers import frames as dossiers
from server.dossiers import views
from server.dossiers.filters import DossierFilter, Selection
from server.imports.frames import Change, Report
from server.live import commands as own
from server.live import frames as live
from server.messages import frames as messages
from server.people import frames as people
from server.presence import frames as presence
from server.reading.details import ClientDetails, OfficeDetails, ReminderFrame
from server.reading.history import ClientHistory, OfficeHistory
from server.receipts.frames import MarkFrame, ReceiptNews
from server.reminders import choices
from server.reminders.hours import Hours, Quiet
from server.search import frames as found
from server.templates import frames as templates
from server.templates.actions import Saved
from server.templates.rendering import Piece
from server.templates.texts import Text
from server.web import health, imports, monitor, password, session
from server.web.attachments import NewUpload

OFFICE, DOSSIER, ROOM, AN, ELS = 1, 7, 501, 11, 12
ASKED, HAD, READ = "2026-11-23T13:40:05.120Z", "2026-11-23T13:40:05.410Z", "2026-11-23T13:52:31.900Z"
LATER = "2026-11-24T01:40:00.000Z"
CID = "019ab2f4-3c5d-7e21-9b04-5f6a7c8d9e10"
TEXT = "Is deze uitgave beroepsmatig?"
CURSOR = {"U:1:12": 40, "D:7": 1041}

an, els = rooms.Person(AN, "An Peeters"), rooms.Person(ELS, "Els Goossens")
an_of_office = rooms.Someone(AN, "An Peeters", "office")
room: dict[str, Any] = {
    "id": ROOM,
    "dossier": rooms.DossierName(DOSSIER, "1001", "Bakkerij De Gouden Krol BV", "nl"),
    "subject": "Factuur Meubelhuis Aerts",
    "type": "specific",
    "audience": "all",
    "private_to": None,
    "starter": an_of_office,
    "created_at": ASKED,
    "head": 1,
    "last": rooms.Last(1, an, "office", TEXT, ASKED),
    "last_at": ASKED,
}
seen_by: dict[str, Any] = {
    "read_upto": 0,
    "delivered_upto": 1,
    "unread": 1,
    "may": rooms.May(close=False, reopen=False, send=True),
}
debt: dict[str, Any] = {"needs_answer": False, "needs_answer_since": None}
seats = [rooms.ReaderMarks(els, 0, 1, 1, HAD, READ)]
office_row = rooms.OfficeRow(**room, **debt, seats=seats, **seen_by)
client_row = rooms.ClientRow(**room, waiting=True, asked=True, **seen_by)
invoice = AttachmentFrame(901, "Factuur 2026-118.pdf", 184_220, "application/pdf", 595, 842)
said: Any = (ROOM, 1, messages.Author(AN, "An Peeters", "office"), TEXT, ASKED, CID)
edited: dict[str, Any] = {"version": 2, "edited_at": HAD}
taken_back: Any = (*said[:3], "", ASKED, CID, 2, None, HAD)
dossier = dossiers.DossierFrame(
    DOSSIER,
    "1001",
    "Bakkerij De Gouden Krol BV",
    "BE0123456749",
    "nl",
    "monthly",
    dossiers.Brief(AN, "An Peeters"),
)
file: dict[str, Any] = {
    "id": DOSSIER,
    "number": "1001",
    "name": dossier.name,
    "vat_number": dossier.vat_number,
    "language": "nl",
    "vat_rhythm": "monthly",
    "responsible": dossier.responsible,
    "contact": dossiers.Brief(ELS, "Els Goossens"),
    "tags": ["Horeca"],
    "active": True,
}
facts = dossiers.DossierFacts(**file)
monitor_row = dossiers.MonitorRow(**file, needs_answer=1, needs_answer_since=ASKED, open=2, last_at=READ)
me = dossiers.Me(
    person=dossiers.MyPerson(
        ELS, "Els Goossens", "Els", "Goossens", "zaakvoerder", "els@example.test", "nl", "Europe/Brussels"
    ),
    office=dossiers.MyOffice(OFFICE, "Kantoor Van Damme", "nl", "Europe/Brussels", 7200),
    side="client",
    role="client",
    dossiers=[dossiers.MyDossier(DOSSIER, "1001", dossier.name, "full")],
    places=[
        dossiers.MyPlace(
            dossiers.OfficeName(OFFICE, "Kantoor Van Damme"),
            "client",
            [dossiers.Brief(DOSSIER, dossier.name)],
        )
    ],
    streams=["D:7", "U:1:12"],
)
hours = Hours([[("09:00", "12:00"), ("13:00", "17:30")]] * 5 + [[], []], ["2026-12-25"])
quiet = Quiet("21:00", "07:30")
reader = rooms.Reader(ELS, "Els Goossens", "client", "zaakvoerder", "full")
office_counters, client_counters = rooms.OfficeCounters(12, 40, 3, 2), rooms.ClientCounters(1, 0, 1, 1)
els_there = presence.Somebody(ELS, "Els Goossens", "client")
there = presence.Present(
    els_there,
    "online",
    READ,
    "mobile",
    presence.WhereNow(
        presence.WhereDossier("1001", DOSSIER, "Bakkerij De Gouden Krol BV"),
        presence.WhereConversation(ROOM, "Factuur Meubelhuis Aerts"),
    ),
    False,
)
limits = live.LimitsTold(262_144, 16_000, 200, 100, 100, 20, 20, 5, 26_214_400, 10, 1_048_576)
BULK = 31
asked = bulk.BulkFrame(BULK, "leaving", "", 36, 26, 1, 1, ASKED, HAD)
many: dict[str, Any] = {
    "selection": Selection(filter=DossierFilter(vat_rhythm="monthly"), except_=[9]),
    "audience": "all",
    "template": 6,
    "texts": {"nl": Words("BTW %period%", "Dag %first_name%, bezorg ons je documenten.")},
    "values": {"period": "2026-11"},
}

template = templates.TemplateLine(
    id=6,
    standard=True,
    kind="vat",
    name="Btw-aangifte: documenten bezorgen",
    version=1,
    changed=True,
    missing=["de"],
    stale=["fr"],
    moved=[],
    changed_at=READ,
    changed_by=dossiers.Brief(AN, "An Peeters"),
)

EXAMPLES: list[Any] = [
    # commands
    live.Hello(ticket="Yt0…", cursor=CURSOR),
    live.Resume(CURSOR),
    Ping(),
    MessageSend(CID, ROOM, TEXT),
    MessageEdit(ROOM, 1, 1, "Is deze uitgave volledig beroepsmatig?"),
    OneMessage(ROOM, 1),
    Receipt([(ROOM, 1, 1)]),
    ConversationStart(CID, DOSSIER, "all", "Factuur Meubelhuis Aerts", TEXT),
    OneConversation(ROOM),
    ConversationAssign(ROOM, AN),
    AccessSet(DOSSIER, ELS, "full"),
    StaffInvite("sofie@example.test", "Sofie", "Claes", "nl"),
    StaffSet(AN, "staff", False),
    ClientInvite("tom@example.test", "Tom", "Goossens", "nl", DOSSIER, "limited"),
    OnePerson(ELS),
    DossierUpdate(DOSSIER, responsible=AN, tags=["horeca"]),
    History(ROOM, before_seq=51),
    own.PresenceSet("online", own.Where(conversation=ROOM)),
    own.PresenceSync([ELS]),
    own.Typing(ROOM, True),
    own.Watch([ROOM]),
    BulkPreview(**many, place=2, freeze=True),
    BulkStart(**many, cid=CID),
    OneBulk(BULK),
    # their answers
    frames.Nothing(),
    frames.Now(ASKED),
    live.Resumed(CURSOR),
    messages.Posted(ROOM, 1, ASKED),
    messages.Edited(ROOM, 1, 2, HAD),
    messages.Deleted(ROOM, 1, HAD),
    messages.MessageHistory(
        [messages.Was(1, "Is dit beroepsmatig?", ASKED), messages.Was(2, TEXT, HAD)], None
    ),
    people.Invited(AN),
    ClientHistory([messages.MessageFrame(*said)], 1),
    OfficeHistory([messages.MessageFrame(*said)], 1, [MarkFrame(ELS, 1, 1, READ)]),
    bulk.BulkOutlook(
        36,
        35,
        {"nl": 27, "fr": 7, "de": 2},
        [bulk.SkippedDossier(rooms.DossierName(8, "1008", "Nagelstudio Bo", "nl"), "no_reader")],
        {},
        bulk.Sample(
            1,
            room["dossier"],
            "nl",
            [els],
            [Piece("BTW "), Piece("november 2026", "period")],
            [Piece("Dag.")],
        ),
        bulk.Before(12, ASKED),
    ),
    bulk.BulkStarted(BULK, 35, 1, LATER),
    bulk.BulkRetried(1),
    Failure(Refusal("conversation_closed", "This conversation is closed. Reopen it first.", False)),
    # events
    messages.MessageNews(*said),
    messages.OfficeMessageNews(*said),
    messages.MessageFrame(*said, **edited),
    messages.OfficeDeletion(*taken_back),
    messages.ClientDeletion(*taken_back),
    messages.ClientStartedNews(
        rooms.ClientStarted(**room, waiting=True, asked=True), messages.MessageNews(*said)
    ),
    messages.OfficeStartedNews(
        rooms.OfficeStarted(**room, **debt, seats=[rooms.ReaderMarks(els)]), messages.OfficeMessageNews(*said)
    ),
    rooms.Closing(ROOM, READ, an_of_office),
    rooms.OfficeUpdate(ROOM, assignee=an),
    rooms.WaitingUpdate(ROOM, waiting=False),
    rooms.Removed(ROOM),
    ReceiptNews(ROOM, ELS, 1, 1, READ),
    AccessChanged(DOSSIER, els, "limited"),
    presence.PresenceTold([there]),
    presence.PresenceAll(
        [there, presence.Present(presence.Somebody(AN, "An Peeters", "office"), "unknown", HAD)]
    ),
    presence.TypingTold(ROOM, [els_there]),
    presence.LookingTold(ROOM, [els_there]),
    people.StaffChanged(AN, "An Peeters", "admin", True),
    facts,
    dossiers.Imported(made=12, changed=3),
    asked,
    live.Welcome(me, "e3b0c442", ASKED, True, CURSOR, limits, 30, LATER),
    live.Resync("D:7", "too_far"),
    live.SessionRevoked("revoked"),
    live.AuthExpiring(LATER),
    live.Draining(1_200),
    Words("Factuur van %supplier%", "Dag %first_name%"),
    TemplateCreate("general", "Leasewagen", {"nl": Words("Leasewagen", "Dag %first_name%")}),
    TemplateSave(6, 0, {"nl": Words("Btw-aangifte %period%", "Dag %first_name%")}),
    OneTemplate(6, 1),
    TemplateOrder(["nl", "fr"]),
    OfficeMailSet(choices.MailChoice(hours, None, True, "kantoor@example.test")),
    QuietSet(quiet),
    choices.OfficeMail(hours, None, True, "kantoor@example.test", "Europe/Brussels"),
    choices.OwnQuiet(quiet, "Europe/Brussels"),
    TemplateFill(template=6, dossier=DOSSIER, values={"period": "2026-11"}),
    Saved(6, 1),
    templates.Filled(
        "vat",
        "nl",
        "nl",
        Text("Btw %period%", "Dag %first_name%"),
        [Piece("Btw "), Piece("november 2026", "period")],
        [Piece("Dag "), Piece("Els", "first_name")],
        [],
        [],
        [],
    ),
    # over HTTP
    templates.Templates(
        [template],
        [templates.TemplateType("vat", [templates.Variable("period", "period", True)])],
        ["nl", "fr", "de", "en"],
        True,
    ),
    templates.TemplatePage(template, {"nl": Text("Btw %period%", "Dag")}, {}, {}, False),
    templates.TemplateHistory(
        [
            templates.TemplateVersionFrame(
                1, "edited", None, {"nl": Text("Btw %period%", "Dag")}, READ, dossiers.Brief(AN, "An Peeters")
            )
        ]
    ),
    session.SignIn("els@example.test", "een lang wachtwoord", bearer=True),
    session.InSession(me, "kQ8…"),
    session.ToOffice(OFFICE),
    password.Forgotten("els@example.test"),
    password.Shown("Q2x…"),
    password.Owner("els@example.test", "Els Goossens", "nl"),
    password.Chosen("Q2x…", "vier woorden zonder verband", bearer=True),
    password.Changed("een lang wachtwoord", "vier woorden zonder verband"),
    people.Colleagues(
        [
            people.StaffMember(
                AN, "An Peeters", "accountant", "an@example.test", "nl", "admin", True, ASKED, "ready"
            )
        ]
    ),
    session.Ticket("Yt0…", 30),
    session.OwnSessions([session.OwnSession(9, "Firefox op Linux", True, ASKED, READ, LATER)]),
    rooms.OfficeList([office_row], None, office_counters, {"S:1": 1042, "U:1:11": 3}),
    rooms.ClientList([client_row], None, client_counters, CURSOR),
    OfficeDetails(
        office_row, [reader], dossier, [ReminderFrame(els, LATER, "cancelled", "read", READ)], {"S:1": 1042}
    ),
    ClientDetails(client_row, [reader], dossier, CURSOR),
    found.SearchPage(
        [
            found.FoundConversation(
                id=ROOM,
                subject=["", "Factuur", " Meubelhuis Aerts"],
                dossier=room["dossier"],
                private_to=None,
                closed=False,
                at=ASKED,
                hits=[
                    found.Hit(
                        1,
                        messages.Author(AN, "An Peeters", "office"),
                        ASKED,
                        ["De ", "factuur", " van Aerts?"],
                    )
                ],
            )
        ],
        f"1795000000000.{ROOM}.1",
    ),
    office_counters,
    client_counters,
    dossiers.Dossiers([dossier]),
    dossiers.DossierPage(dossier, [dossiers.DossierClient(ELS, "Els Goossens", "zaakvoerder", "full")]),
    dossiers.Monitor([monitor_row], None, 38, 1284, {"S:1": 1042}),
    dossiers.MonitorRows([monitor_row]),
    dossiers.Choices([dossiers.Brief(AN, "An Peeters")], ["Horeca"]),
    Selection(filter=DossierFilter(vat_rhythm="monthly"), except_=[DOSSIER]),
    views.ViewBody("Mijn maandaangevers", "responsible=me&vat_rhythm=monthly"),
    views.ViewFrame(3, "Mijn maandaangevers", "responsible=me&vat_rhythm=monthly", shared=False, mine=True),
    views.Views([views.ViewFrame(3, "Mijn maandaangevers", "responsible=me", shared=False, mine=True)]),
    monitor.Order([4, 3]),
    bulk.Bulks([asked]),
    bulk.BulkDossiers(
        asked,
        an,
        "BTW %period%",
        [bulk.BulkDossierFrame(room["dossier"], "started", "", ROOM, seats)],
        "started.50",
    ),
    imports.Import("number;name\n1001;Bakkerij De Gouden Krol BV\n", dry_run=True),
    Report(
        "dossiers", False, 1, 1, 0, 0, [], [], [Change(2, "1001", dossier.name, "made", ["number", "name"])]
    ),
    health.Health(),
    NewUpload("Factuur 2026-118.pdf", 184_220, conversation=ROOM),
    Upload(901, "Factuur 2026-118.pdf", 184_220, 0, 1_048_576, LATER),
    invoice,
]
BY_SHAPE = {type(example): example for example in EXAMPLES}


def example_of(shape: Any) -> Any:
    """Plain data, without what would only repeat a default. Errors: `KeyError` for a shape without an example."""
    example = BY_SHAPE[shape]
    told: dict[str, Any] = msgspec.to_builtins(example)
    if not shape.__struct_config__.forbid_unknown_fields:
        return told
    defaults = defaults_of(shape)
    return {name: value for name, value in told.items() if name not in defaults or defaults[name] != value}
