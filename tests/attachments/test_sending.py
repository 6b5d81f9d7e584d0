"""A file goes along with a message: both sides, first message or later, once and to whom it belongs."""

import pytest

from tests.people import House

TEXT = b"Datum;Bedrag\n2026-11-02;1210,00\n"


@pytest.mark.spec("S25", "S66")
async def test_a_client_sends_two_files_and_the_office_fetches_them(house: House) -> None:
    tom, an = await house.actor("tom"), await house.actor("an")
    talk = await an.starts(house.world.bakery.id, "Bezorg je ons de facturen?")
    names = ("Meubelhuis Aerts.csv", "Overzicht kwartaal 4.txt")
    files = [await tom.uploads(name, TEXT, conversation=talk) for name in names]
    seq = await tom.posts(talk, "Alstublieft", *(file["id"] for file in files))
    (message,) = (await an.gets(f"/conversations/{talk}/messages", after_seq=seq - 1))["messages"]
    assert message["attachments"] == files
    assert [(file["name"], file["size"]) for file in files] == [(name, len(TEXT)) for name in names]
    assert (await an.fetches(files[0]["id"])).content == TEXT
    assert (await tom.fetches(files[1]["id"])).content == TEXT
    assert (await an.row(talk))["last"]["files"] == 2


@pytest.mark.spec("S25", "S66")
async def test_a_conversation_starts_with_a_file(house: House) -> None:
    an, tom = await house.actor("an"), await house.actor("tom")
    file = await an.uploads("Balans.csv", TEXT, dossier=house.world.bakery.id)
    started = await an.does(
        "conversation.start", cid="019ab2f4-3c5d-7e21-9b04-5f6a7c8d9e10", dossier=house.world.bakery.id,
        audience="all", subject="Uw balans", text="In bijlage.", attachments=[file["id"]],
    )  # fmt: skip
    (message,) = (await tom.gets(f"/conversations/{started['conversation']}/messages"))["messages"]
    assert message["attachments"] == [file]


@pytest.mark.spec("S26", "P2")
async def test_a_file_added_later_counts_and_starts_the_clock(house: House) -> None:
    an, tom = await house.actor("an"), await house.actor("tom")
    talk = await an.starts(house.world.bakery.id, "Hier komt iets aan.")
    await tom.reads(talk, 1)
    file = await an.uploads("Jaarrekening.csv", TEXT, conversation=talk)
    seq = await an.posts(talk, "", file["id"])
    assert (await tom.row(talk))["unread"] == 1
    planned = (await an.gets(f"/conversations/{talk}"))["reminders"]
    assert [one["state"] for one in planned if one["person"]["name"] == "Tom Goossens"] == ["planned"]
    (message,) = (await tom.gets(f"/conversations/{talk}/messages", after_seq=seq - 1))["messages"]
    assert (message["text"], len(message["attachments"])) == ("", 1)


async def test_without_a_file_a_message_says_something(house: House) -> None:
    an = await house.actor("an")
    talk = await an.starts(house.world.bakery.id, "Dag")
    answer = await an.tries(
        "message.send",
        cid="019ab2f4-3c5d-7e21-9b04-5f6a7c8d9e10",
        conversation=talk,
        text=" ",
        attachments=[],
    )
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "text")


@pytest.mark.spec("T2")
async def test_the_same_cid_sends_its_file_once(house: House) -> None:
    tom = await house.actor("tom")
    talk = await tom.starts(house.world.bakery.id, "Dag")
    file = await tom.uploads("a.csv", TEXT, conversation=talk)
    cid = "019ab2f4-3c5d-7e21-9b04-5f6a7c8d9e10"
    wish = {"cid": cid, "conversation": talk, "text": "Zie bijlage", "attachments": [file["id"]]}
    first, again = await tom.does("message.send", **wish), await tom.does("message.send", **wish)
    assert again == {**first, "dup": True}
    other = await tom.tries("message.send", **{**wish, "attachments": []})
    assert other.json()["error"]["code"] == "idempotency_conflict"


@pytest.mark.spec("T5", "S1")
async def test_only_ones_own_unsent_file_of_that_dossier_goes_along(house: House) -> None:
    """Somebody tome's, one of another dossier, one sent before, one not complete, and one that never was: all alike."""
    tom, an = await house.actor("tom"), await house.actor("an")
    talk = await tom.starts(house.world.bakery.id, "Dag")
    garage = await an.starts(house.world.garage.id, "Dag")
    sent = await tom.uploads("sent.csv", TEXT, conversation=talk)
    await tom.posts(talk, "", sent["id"])
    begun = (await tom.begins("half.csv", 10, conversation=talk)).json()
    foreign = [
        (tom, (await an.uploads("an.csv", TEXT, conversation=talk))["id"], talk),
        (an, (await an.uploads("bakery.csv", TEXT, conversation=talk))["id"], garage),
        (tom, sent["id"], talk),
        (tom, begun["id"], talk),
        (tom, 2**53 - 7, talk),
    ]
    said = set()
    for who, id, where in foreign:
        answer = await who.tries(
            "message.send", cid="019ab2f4-3c5d-7e21-9b04-5f6a7c8d9e1a", conversation=where, text="x",
            attachments=[id],
        )  # fmt: skip
        said.add((answer.status_code, answer.content))
    assert len(said) == 1
    status, body = said.pop()
    assert status == 422 and b'"attachment_unknown"' in body
    assert (await tom.row(talk))["head"] == 2


async def test_eleven_files_and_one_twice_are_refused(house: House) -> None:
    tom = await house.actor("tom")
    talk = await tom.starts(house.world.bakery.id, "Dag")
    for ids, code in ((list(range(1, 12)), "limit_exceeded"), ([5, 5], "bad_request")):
        answer = await tom.tries(
            "message.send",
            cid="019ab2f4-3c5d-7e21-9b04-5f6a7c8d9e10",
            conversation=talk,
            text="",
            attachments=ids,
        )
        assert (answer.json()["error"]["code"], answer.json()["error"]["field"]) == (code, "attachments")


@pytest.mark.spec("S1", "S17", "T5")
async def test_what_is_out_of_reach_is_not_there(house: House) -> None:
    """A file of a private conversation, for every other client and the other office."""
    an, jan = await house.actor("an"), await house.actor("jan")
    talk = await an.starts(house.world.bakery.id, "Persoonlijk", user=house.world.jan.person_id)
    file = await an.uploads("Loonbrief Jan.csv", TEXT, conversation=talk)
    before = await jan.fetches(file["id"])
    await an.posts(talk, "", file["id"])
    assert (before.status_code, (await jan.fetches(file["id"])).status_code) == (404, 200)
    for name in ("els", "tom", "filip", "lena", "piet"):
        who = await house.actor(name)
        for part in ("content", "preview"):
            paths = [f"/attachments/{id}/{part}" for id in (file["id"], 2**53 - 7)]
            there, nowhere = [await who.asks("GET", path) for path in paths]
            assert (there.status_code, there.content, sorted(there.headers.items())) == (
                404, nowhere.content, sorted(nowhere.headers.items()),
            )  # fmt: skip
        assert (await who.begins("x.csv", 3, conversation=talk)).status_code == 404


@pytest.mark.spec("T6")
async def test_whose_access_ends_fetches_nothing_more(house: House) -> None:
    an, tom = await house.actor("an"), await house.actor("tom")
    talk = await an.starts(house.world.bakery.id, "Voor iedereen")
    file = await an.uploads("a.csv", TEXT, conversation=talk)
    await an.posts(talk, "", file["id"])
    assert (await tom.fetches(file["id"])).status_code == 200
    await an.does(
        "access.set", dossier=house.world.bakery.id, person=house.world.tom.person_id, profile="limited"
    )
    assert (await tom.fetches(file["id"])).status_code == 404
