"""Files over HTTP: a place for one, its pieces, and later its bytes."""

import asyncio
from typing import Annotated, Literal

from msgspec import Meta, Struct, convert
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from server.attachments import actions
from server.attachments.admitting import Announced
from server.attachments.finishing import WHOLE
from server.attachments.frames import AttachmentFrame, Upload
from server.attachments.queries import fetchable
from server.attachments.room import FileRoom
from server.commands.base import MOST_ID, Id, Number
from server.errors import (
    AttachmentRejected,
    BadRequest,
    LimitExceeded,
    NotFound,
    TooLarge,
    VersionConflict,
)
from server.web.endpoint import Call, Endpoint
from server.web.files import Served, file_answer

BYTES = "application/octet-stream"
ONE = "/api/v1/attachments/{id:int}"
NEVER = (AttachmentRejected, LimitExceeded)
PIECE_WITHIN = 60


class NewUpload(Struct, forbid_unknown_fields=True):
    """For a conversation, or for starting one in a dossier: one of the two."""

    name: Annotated[str, Meta(max_length=1_000)]
    size: Annotated[int, Meta(ge=1, le=MOST_ID)]
    conversation: Id | None = None
    dossier: Id | None = None


class At(Struct, forbid_unknown_fields=True):
    offset: Number


class Which(Struct, forbid_unknown_fields=True):
    size: Literal["large", "small"] = "large"


def room(call: Call) -> FileRoom:
    return call.door.services.files


async def create(call: Call) -> Upload:
    """Begin an upload: its name and size are looked at before a byte is sent."""
    d: NewUpload = call.body
    return await actions.create(room(call), call.by, convert(d, Announced, from_attributes=True))


async def state(call: Call) -> Upload:
    """How far my upload is: where it goes on after a cut."""
    return actions.upload_of(room(call), await actions.own(room(call), call.by, call.id))


async def append(call: Call) -> Upload:
    """The next piece. What came before the line broke is kept."""
    await actions.own(room(call), call.by, call.id)
    with call.door.pieces.place(call.by.person_id):
        data = await _piece(call.request, room(call).limits.piece_bytes)
        return await actions.append(room(call), call.by, call.id, call.query.offset, data)


async def complete(call: Call) -> AttachmentFrame:
    """All of it is there: have it checked and kept. Then a message may name it."""
    return await actions.complete(room(call), call.by, call.id)


async def abort(call: Call) -> None:
    """Take back an upload, or a file that I did not send."""
    await actions.abort(room(call), call.by, call.id)


async def content(call: Call) -> Response:
    """The file, to be saved: never shown in the place of a page."""
    async with call.door.store.session() as session:
        file = await fetchable(session, call.by, call.id)
    served = Served(f"{file.key}/{WHOLE}", file.size, file.type, file.name, file.sha256)
    return await file_answer(call.request, room(call).storage, served)


async def preview(call: Call) -> Response:
    """A picture of it, drawn anew: of the picture, or of the first page."""
    async with call.door.store.session() as session:
        file = await fetchable(session, call.by, call.id)
    if file.width is None:
        raise NotFound
    etag = f"{file.sha256}-{call.query.size}"
    served = Served(f"{file.key}/{call.query.size}.jpg", None, "image/jpeg", file.name, etag, inline=True)
    return await file_answer(call.request, room(call).storage, served)


async def _piece(request: Request, most: int) -> bytes:
    data = bytearray()
    try:
        async with asyncio.timeout(PIECE_WITHIN):
            async for chunk in request.stream():
                data += chunk
                if len(data) > most:
                    raise TooLarge(f"A piece has at most {most} bytes.")
    except (ClientDisconnect, TimeoutError):
        if not data:
            raise BadRequest("The piece did not come.") from None
    return bytes(data)


ENDPOINTS = [
    Endpoint("POST", "/api/v1/attachments", create, Upload, takes=NewUpload, refuses=(NotFound, *NEVER)),
    Endpoint("GET", ONE, state, Upload),
    Endpoint("PATCH", ONE, append, Upload, query=At, reads=BYTES, refuses=(VersionConflict, LimitExceeded)),
    Endpoint("DELETE", ONE, abort),
    Endpoint("POST", ONE + "/complete", complete, AttachmentFrame, refuses=(BadRequest, *NEVER)),
    Endpoint("GET", ONE + "/content", content, gives="*/*"),
    Endpoint("GET", ONE + "/preview", preview, query=Which, gives="image/jpeg"),
]
