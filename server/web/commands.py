"""The commands of the socket, over HTTP: the same table, the same handlers."""

from functools import partial
from typing import Any

from server.commands import COMMANDS
from server.commands.base import Command
from server.errors import UnknownCommand
from server.web.endpoint import Call, Endpoint


async def _do(command: Command, call: Call) -> Any:
    return await command.does(call.door.services, call.by, call.body)


async def unknown(call: Call) -> None:
    """There is no such command."""
    raise UnknownCommand(field="t")


def _endpoint(t: str, command: Command) -> Endpoint:
    does = partial(_do, command)
    does.__doc__ = command.does.__doc__
    return Endpoint("POST", f"/api/v1/commands/{t}", does, command.answers, takes=command.takes)


ENDPOINTS = [_endpoint(t, command) for t, command in COMMANDS.items()]
UNKNOWN = Endpoint("POST", "/api/v1/commands/{t}", unknown)
