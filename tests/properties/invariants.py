"""What must hold between the devices of a schedule and what is stored, whatever they were stored with."""

from collections.abc import Iterator

from tests.device import Device
from tests.knowledge import Known, Marks, Violation

Conversations = dict[int, Known]


def numbers_have_no_holes(stored: Conversations) -> None:
    for id, known in stored.items():
        if list(known.messages) != list(range(1, known.head + 1)):
            raise Violation(f"{id} is numbered {list(known.messages)}")


def acknowledged_is_stored(stored: Conversations, devices: list[Device]) -> None:
    """Of one person: what was acknowledged is stored under that number, once; what was refused is not."""
    person = devices[0].knowledge.person
    where: dict[str, list[tuple[int, int]]] = {}
    for id, known in stored.items():
        for seq, message in known.messages.items():
            if message.author == person:
                where.setdefault(message.cid, []).append((id, seq))
    for cid, found in where.items():
        if len(found) > 1:
            raise Violation(f"{cid} is stored more than once: {found}")
    for device in devices:
        for cid, told in device.acknowledged.items():
            if where.get(cid) != [told]:
                raise Violation(f"{cid} was acknowledged as {told} and is stored as {where.get(cid)}")
        for cid, code in device.refused.items():
            if code == "conversation_closed" and cid in where:
                raise Violation(f"{cid} was refused and is stored")


def corrected_is_stored(stored: Conversations, devices: list[Device]) -> None:
    """What was answered as deleted is; what was answered as edited says so, or something later."""
    for device in devices:
        for t, wish, answer in device.corrected:
            kept = stored[answer["conversation"]].messages[answer["seq"]]
            if t == "message.delete" and not kept.deleted:
                raise Violation(f"{answer} was deleted and says {kept}")
            if t == "message.edit" and kept.version == answer["version"] and kept.text != wish["text"]:
                raise Violation(f"{wish} was acknowledged, {kept} is stored")
            if t == "message.edit" and kept.version < answer["version"]:
                raise Violation(f"{answer} was acknowledged, {kept} is stored")


def marks_are_what_was_seen(devices: list[Device]) -> None:
    """Of one person with steady rights, everything confirmed: any device counts, and nothing else does."""
    seen: dict[int, Marks] = {}
    for device in devices:
        for id, marks in device.seen.items():
            seen[id] = seen.get(id, Marks()).risen(marks)
    for id, marks in seen.items():
        if devices[0].conversations[id].own != marks:
            raise Violation(f"{marks} of {id} were seen, kept is {devices[0].conversations[id].own}")


def differences(known: dict[int, Known], fresh: dict[int, Known]) -> Iterator[str]:
    for id in known.keys() | fresh.keys():
        if id not in known or id not in fresh:
            yield f"{id} is {'unknown' if id in fresh else 'none of his'}"
        else:
            one, other = vars(known[id]), vars(fresh[id])
            yield from (
                f"{id} {name} {one[name]} instead of {other[name]}"
                for name in one
                if one[name] != other[name]
            )
