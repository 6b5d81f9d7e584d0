import asyncio
import os
import smtplib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from server.config import ROOT
from server.mailcatcher.pages import create_app
from server.mailcatcher.store import Store
from server.up.ports import free
from tests.platform.waiting import answers


def a_mail(html: str = "<p>Nieuw <b>bericht</b></p>") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Vinkje <berichten@vinkje.localhost>", "els@devries.example"
    mail["Subject"] = "Ongelezen: btw – november"
    mail.set_content("Nieuw bericht")
    mail.add_alternative(html, subtype="html")
    return mail


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "mails")


@pytest.fixture
async def page(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(store))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def test_a_mail_sent_over_smtp_is_kept_and_shown_after_a_restart(tmp_path: Path) -> None:
    async with catcher(tmp_path) as (smtp_port, _):
        await asyncio.to_thread(send, smtp_port)
    async with catcher(tmp_path) as (_, page), httpx.AsyncClient(base_url=page) as client:
        [mail] = (await client.get("/mails.json")).json()
        whole = (await client.get(f"/mails/{mail['id']}.json")).json()
        raw = await client.get(f"/mails/{mail['id']}/raw")
    assert (mail["to"], mail["subject"]) == ("els@devries.example", "Ongelezen: btw – november")
    assert whole["text"].strip() == "Nieuw bericht" and "<b>bericht</b>" in whole["html"]
    assert "Content-Type: multipart/alternative" in raw.text


@asynccontextmanager
async def catcher(data: Path) -> AsyncIterator[tuple[int, str]]:
    """The real program; yields its SMTP port and the address of its page."""
    smtp_port, page_port = free(), free()
    names = {"DATA": data, "SMTP__PORT": smtp_port, "SMTP__PAGE_PORT": page_port}
    environment = {**os.environ, **{f"VINKJE_{name}": str(value) for name, value in names.items()}}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server.cli", "mailcatcher", env=environment, cwd=ROOT
    )
    await answers(smtp_port)
    await answers(page_port)
    yield smtp_port, f"http://127.0.0.1:{page_port}"
    process.terminate()
    await process.wait()


def send(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.send_message(a_mail())


async def test_a_hostile_mail_runs_nothing(store: Store, page: httpx.AsyncClient) -> None:
    name = store.add(bytes(a_mail("<script>alert(1)</script>")))
    shown = await page.get(f"/mails/{name}/html")
    around = await page.get(f"/mails/{name}")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert "allow-scripts" not in shown.headers["content-security-policy"] + around.text
    assert "<script>" not in around.text


async def test_names_reach_nothing_but_mails(store: Store, page: httpx.AsyncClient, tmp_path: Path) -> None:
    (tmp_path / "secret.eml").write_text("no")
    assert (await page.get("/mails/..%2Fsecret")).status_code == 404
    assert (await page.get("/mails/1700000000000-00000000")).status_code == 404


async def test_another_host_name_is_refused(page: httpx.AsyncClient) -> None:
    assert (await page.get("/", headers={"Host": "attacker.example"})).status_code == 400


async def test_emptied_by_its_button(store: Store, page: httpx.AsyncClient) -> None:
    store.add(bytes(a_mail()))
    await page.post("/empty")
    assert store.all() == []
