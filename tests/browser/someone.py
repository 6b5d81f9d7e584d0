"""People behind a browser. They find things as people do: by what they are and what they are called."""

import json
import re
from dataclasses import dataclass, field
from typing import Self

from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, WebSocket, expect

from tests.contract import Undescribed, Wire
from tests.people import PASSWORD

expect.set_options(timeout=10_000)

# A browser says on its console that a request was refused or never arrived; that is the network, not the page.
NETWORK = re.compile(r"Failed to load resource|WebSocket connection to .* failed|net::ERR_")
REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI}`))"""


@dataclass
class Someone:
    """One person in one browser. `complaints` is all that went wrong on his console."""

    email: str
    url: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    network_may_fail: bool = False
    password: str = PASSWORD

    @classmethod
    async def at(cls, context: BrowserContext, url: str, email: str) -> Self:
        context.set_default_timeout(10_000)
        page = await context.new_page()
        someone = cls(email, url, context, page)
        page.on("console", someone._heard)
        page.on("websocket", someone._listens)
        page.on("pageerror", lambda error: someone.complaints.append(f"{error}\n{error.stack}"))
        return someone

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        text = f"{message.text} ({message.location.get('url', '')})"
        signed_out = "status of 401" in text and "/api/v1/session" in text
        if not signed_out and not (self.network_may_fail and NETWORK.search(text)):
            self.complaints.append(text)

    def _listens(self, socket: WebSocket) -> None:
        """Every frame his page gets is one that the server describes."""
        wire = Wire()

        def sent(text: str | bytes) -> None:
            frame = json.loads(text)
            wire.says(frame.get("id", ""), frame["t"])

        def received(text: str | bytes) -> None:
            try:
                wire.hears(text)
            except Undescribed as wrong:
                self.complaints.append(str(wrong))

        socket.on("framesent", sent)
        socket.on("framereceived", received)

    # -- coming and going

    async def goes_to(self, address: str) -> None:
        await self.page.goto(address if address.startswith("http") else self.url + address)

    async def signs_in(self, address: str = "/") -> None:
        """From the door, or from a link he followed."""
        await self.goes_to(address)
        await self.fills_in_the_door()

    async def fills_in_the_door(self) -> None:
        await self.page.get_by_label("E-mailadres").fill(self.email)
        await self.page.get_by_label("Wachtwoord", exact=True).fill(self.password)
        await self.presses("Aanmelden")
        await expect(self.list).to_be_attached()

    async def signs_out(self) -> None:
        await self.page.get_by_role("button", name=re.compile("Mijn menu")).click()
        await self.page.get_by_role("menuitem", name="Afmelden").click()
        await expect(self.page.get_by_role("button", name="Aanmelden")).to_be_visible()

    async def reloads(self) -> None:
        await self.page.reload()
        await expect(self.list).to_be_attached()

    async def goes_offline(self) -> None:
        self.network_may_fail = True
        await self.context.set_offline(True)

    async def comes_online(self) -> None:
        await self.context.set_offline(False)

    # -- what there is

    @property
    def list(self) -> Locator:
        return self.page.get_by_role("region", name="Conversaties")

    @property
    def conversation(self) -> Locator:
        return self.page.locator("#gesprek")

    @property
    def history(self) -> Locator:
        return self.page.get_by_role("region", name="Berichten")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("form", name="Antwoord").get_by_label("Bericht")

    def row(self, subject: str) -> Locator:
        return self.list.get_by_role("link").filter(has_text=subject)

    def bubble(self, text: str) -> Locator:
        return self.history.get_by_role("article").filter(has_text=text)

    def sign(self, text: str, name: str) -> Locator:
        """The receipt of a message, whether it can be pressed or not."""
        bubble = self.bubble(text)
        return bubble.get_by_role("button", name=name, exact=True).or_(
            bubble.get_by_role("img", name=name, exact=True)
        )

    async def presses(self, name: str, within: Locator | None = None) -> None:
        await (within or self.page).get_by_role("button", name=name, exact=True).click()

    # -- conversations

    async def starts(self, *, who: str, subject: str, text: str, dossier: str = "", user: str = "") -> None:
        """Fills in the dialog in the order it stands there, and sends."""
        await self.page.get_by_role("link", name="Start een conversatie").first.click()
        if dossier:
            await self.dialog.get_by_role("combobox", name="Dossier").fill(dossier)
            await self.dialog.get_by_role("option", name=re.compile(dossier)).click()
        await self.dialog.get_by_role("radio", name=re.compile(re.escape(who))).check()
        if user:
            readers = self.dialog.get_by_role("radiogroup", name="Welke gebruiker")
            await readers.get_by_role("radio", name=re.compile(user)).check()
        await self.dialog.get_by_label("Onderwerp").fill(subject)
        await self.dialog.get_by_label("Bericht").fill(text)
        await self.presses("Verzenden", self.dialog)
        await expect(self.conversation.get_by_role("heading", name=subject)).to_be_visible()

    async def opens(self, subject: str) -> None:
        await self.row(subject).click()
        await expect(self.conversation.get_by_role("heading", name=subject)).to_be_visible()

    async def looks_at(self, tab: str) -> None:
        """Open, Gesloten or Alle."""
        tabs = self.list.get_by_role("navigation", name="Status")
        link = tabs.get_by_role("link", name=re.compile(f"^{tab}"))
        await link.click()
        await expect(link).to_have_attribute("aria-current", "page")

    async def searches(self, words: str) -> None:
        field = self.list.get_by_role("searchbox", name="Zoeken")
        if not await field.count():
            await self.presses("Zoeken", self.list)
        await field.fill(words)

    async def writes(self, text: str) -> None:
        await self.composer.fill(text)

    async def posts(self, text: str) -> None:
        await self.writes(text)
        await self.composer.press("Enter")
        await expect(self.bubble(text)).to_be_visible()

    async def closes(self) -> None:
        await self.chooses("Beëindig conversatie")
        await self.presses("Beëindig conversatie", self.dialog)

    async def chooses(self, action: str) -> None:
        """What the header offers: a button of its own where there is room, else in the menu."""
        button = self.conversation.get_by_role("button", name=action, exact=True)
        menu = self.conversation.get_by_role("button", name="Meer acties")
        await expect(button.or_(menu).filter(visible=True).first).to_be_visible()
        if await button.filter(visible=True).count():
            return await button.filter(visible=True).first.click()
        await menu.filter(visible=True).click()
        await self.page.get_by_role("menuitem", name=action).click()

    # -- what he sees

    async def sees(self, text: str, within_s: float = 10) -> None:
        await expect(self.bubble(text)).to_be_visible(timeout=within_s * 1000)

    async def sees_in_list(self, subject: str) -> None:
        await expect(self.row(subject)).to_be_visible()

    async def does_not_see_in_list(self, subject: str) -> None:
        await expect(self.row(subject)).to_have_count(0)

    async def sees_sent(self, text: str) -> None:
        """The grey ring."""
        await expect(self.sign(text, "Verzonden")).to_be_visible()

    async def sees_delivered(self, text: str) -> None:
        """The blue tick."""
        await expect(self.sign(text, "Afgeleverd")).to_be_visible()

    async def sees_read_by(self, initials: str, text: str) -> None:
        """Their bubbles, in the order they read; all of them."""
        button = self.bubble(text).get_by_role("button", name=re.compile("^Gelezen door"))
        await expect(button).to_have_text(re.compile(rf"^\s*{initials}\s*$"))

    async def sees_bold(self, subject: str) -> None:
        await expect(self.row(subject)).to_have_accessible_name(re.compile("Wacht op kantoor|Wacht op jou"))
        await expect(self.row(subject).get_by_text(subject, exact=True)).to_have_css("font-weight", BOLD)

    async def sees_not_bold(self, subject: str) -> None:
        await expect(self.row(subject)).not_to_have_accessible_name(
            re.compile("Wacht op kantoor|Wacht op jou")
        )
        await expect(self.row(subject).get_by_text(subject, exact=True)).not_to_have_css("font-weight", BOLD)

    async def sees_counter(self, count: int) -> None:
        """The number at Communicatie in the main menu; no number for none."""
        menu = self.page.get_by_role("navigation", name="Hoofdmenu").filter(visible=True)
        number = menu.get_by_role("link", name=re.compile("Communicatie")).get_by_role("img")
        if count:
            await expect(number).to_have_text(str(count))
        else:
            await expect(number).to_have_count(0)

    async def picture(self) -> str:
        """All that list and conversation say, as a screen reader would hear it; but for the line above what is new, and
        who else happens to be there."""
        said = BETWEEN.join([await part.aria_snapshot() for part in (self.list, self.conversation)])
        return PASSING.sub("", NEW_LINE.sub("", said))

    async def converges(self, picture: str) -> None:
        """Soon he sees exactly this."""
        for part, said in zip((self.list, self.conversation), picture.split(BETWEEN), strict=True):
            await expect(part).to_match_aria_snapshot(said)


# It shares a line with the day, or has one of its own.
NEW_LINE = re.compile(r"\d+ nieuwe? bericht(en)? · |\n *- listitem: \d+ nieuwe? bericht(en)?(?=\n)")
PASSING = re.compile(r"\n *- [^\n]*(kijkt mee|kijken mee|schrijft ook|schrijven ook|aan het typen)[^\n]*")
BETWEEN = "\n---\n"
BOLD = re.compile("^(6[5-9]|[7-9].)")
