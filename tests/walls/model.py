"""The walls once more, from the spec alone: it knows nothing of how the server decides."""

from tests.walls.matrix import Actor, Kind

STARTERS = {"shared": "opener", "private": "named", "limited": "limit"}
READERS = {"private": "named", "limited": "limit"}


def sees(who: Actor, talk: Kind) -> bool:
    """S1: nothing of another office. R1: staff all of their own. S17-S19, R3: clients what is addressed to them."""
    if who.office != "here" or who.role == "support":
        return False
    if who.side == "office":
        return True
    return who.profile == "full" if talk.audience == "shared" else who.name == READERS[talk.audience]


def says(who: Actor, action: str, talk: Kind) -> str:
    if not who.signed_in:
        return "out"
    if not sees(who, talk):
        return "-"
    wrote = who.name == ("admin" if talk.starter == "office" else STARTERS[talk.audience])
    works, started = who.side == "office", talk.starter == "client" and who.name == STARTERS[talk.audience]
    match action:
        case "conversation.close" | "conversation.reopen":  # S41-S43, R6
            return "ok" if works or started else "no"
        case "message.edit":  # S31, S67: one's own, and not once it is archived
            return ("shut" if talk.standing == "closed" else "ok") if wrote else "no"
        case "message.delete":
            return "ok" if wrote else "no"
        case "message.history":  # S67: tombstones, but for the office
            return "ok" if works else "no"
        case "conversation.assign" | "conversation.no_answer_needed" | "watch" | "unwatch":  # R9, P7, U5
            return "ok" if works else "no"
        case "message.send":  # R6: a client's message reopens, staff reopen first
            return "shut" if works and talk.standing == "closed" else "ok"
    return "ok"


def streams(who: Actor) -> set[str]:
    """What his sockets hear: staff everything of the office, a client the dossier if he has all of it, each his own."""
    own = {f"U:{who.same_as or who.name}@{who.office}"}
    if who.role == "support":
        return own
    if who.side == "office":
        return own | {f"S:{who.office}"}
    return (
        own
        | ({"D:dossier"} if who.profile == "full" else set())
        | ({f"D:{who.elsewhere}"} if who.elsewhere else set())
    )
