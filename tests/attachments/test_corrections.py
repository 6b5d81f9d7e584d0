"""What becomes of the files of a message that is changed or taken back."""

import pytest

from tests.people import House


@pytest.mark.spec("S67", "T13")
async def test_an_edit_keeps_the_files_and_a_deletion_leaves_them_to_the_record(house: House) -> None:
    an, tom = await house.actor("an"), await house.actor("tom")
    talk = await an.starts(house.world.bakery.id, "Dag")
    file = await an.uploads("Balans.csv", b"a;b", conversation=talk)
    seq = await an.posts(talk, "Uw balans", file["id"])
    await an.does("message.edit", conversation=talk, seq=seq, version=1, text="Uw balans van 2025")
    (message,) = (await tom.gets(f"/conversations/{talk}/messages", after_seq=seq - 1))["messages"]
    assert (message["text"], message["attachments"]) == ("Uw balans van 2025", [file])
    assert (await tom.fetches(file["id"])).status_code == 200
    await an.does("message.delete", conversation=talk, seq=seq)
    (message,) = (await tom.gets(f"/conversations/{talk}/messages", after_seq=seq - 1))["messages"]
    assert message["attachments"] == [] and (await tom.row(talk))["last"]["files"] == 0
    assert (await tom.fetches(file["id"])).status_code == 404
    was = (await an.does("message.history", conversation=talk, seq=seq))["versions"]
    assert [one["attachments"] for one in was] == [[file], [file]]
    assert (await an.fetches(file["id"])).content == b"a;b"
