"""What the office keeps of a dossier."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType, structs

from server.accounts.principal import Principal
from server.commands.base import Command, Frame, Id, Services, clean
from server.dossiers import actions as dossiers
from server.dossiers.actions import NAME_AT_MOST as DOSSIER_NAME
from server.dossiers.actions import TAG_LENGTH, TAGS_AT_MOST, DossierChange
from server.dossiers.frames import VatRhythm
from server.frames import NOTHING, Nothing


class DossierUpdate(Frame):
    """What is left out stays."""

    dossier: Id
    number: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    vat_number: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    language: Literal["nl", "fr", "de", "en"] | UnsetType = UNSET
    vat_rhythm: VatRhythm | UnsetType = UNSET
    responsible: Id | None | UnsetType = UNSET
    contact: Id | None | UnsetType = UNSET
    tags: Annotated[list[str], Meta(max_length=TAGS_AT_MOST)] | UnsetType = UNSET
    active: bool | UnsetType = UNSET


async def update_dossier(services: Services, by: Principal, d: DossierUpdate) -> Nothing:
    """Staff: change what the office keeps of a dossier."""
    given = {name: value for name, value in structs.asdict(d).items() if value is not UNSET}
    wish = DossierChange(given.pop("dossier"), **{name: _kept(name, value) for name, value in given.items()})
    await services.writer.do(lambda work: dossiers.update(work, by, wish))
    return NOTHING


def _kept(name: str, value: Any) -> Any:
    match name:
        case "number" | "name":
            return clean(value, DOSSIER_NAME, name)
        case "vat_number":
            return clean(value, DOSSIER_NAME, name) if value.strip() else ""
        case "tags":
            return [clean(tag, TAG_LENGTH, name) for tag in value]
    return value


COMMANDS: dict[str, Command] = {
    "dossier.update": Command(DossierUpdate, update_dossier, Nothing),
}
