"""Run as a program: the real supervisor over the Procfile given, in the folder given."""

import asyncio
import os
import sys
from pathlib import Path

from server.config import ROOT
from server.up import procfile
from server.up.errors import CannotStart
from server.up.folder import DataFolder
from server.up.supervisor import Supervisor


async def exists(file: Path) -> bool:
    return file.exists()


async def supervise(folder: DataFolder) -> None:
    environment = {**os.environ, "VINKJE_ROOT": str(ROOT)}
    supervisor = Supervisor(procfile.read(folder.path / "Procfile"), environment, folder.lock_file, grace=1)
    supervisor.end_on_signals()
    for program in supervisor.programs:
        await supervisor.start(program.name)
    try:
        await supervisor.until(lambda: exists(folder.path / "ready"), "the family")
        supervisor.settled = True
        print("started", flush=True)
        await supervisor.over
    finally:
        await supervisor.end()


if __name__ == "__main__":
    place = DataFolder(Path(sys.argv[1]))
    try:
        place.claim()
        asyncio.run(supervise(place))
    except CannotStart as error:
        sys.exit(f"vinkje: {error}")
