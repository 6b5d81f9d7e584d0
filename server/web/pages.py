"""The page: one document for every address of the client, and its files.

Files are asked for under a digest of them all, so that they may be kept for ever and versions never mix.
"""

import gzip
import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from mimetypes import guess_type
from pathlib import Path
from stat import S_ISREG

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from server.config import ROOT, Settings
from server.web.guards import ancestors

FOLDER = ROOT / "static_client"
SERVED = {".js", ".css", ".svg", ".png", ".ico", ".woff2", ".json", ".webmanifest"}
PACKED = {".png", ".ico", ".woff2"}
PRIVATE = {"node_modules", "tests", "package.json", "package-lock.json", "tsconfig.json"}
ADDRESSES = (
    "/", "/aanmelden", "/wachtwoord", "/communicatie", "/communicatie/start", "/communicatie/c/{id}", "/klanten",
    "/klanten/{rest:path}", "/aanwezigheid", "/instellingen", "/instellingen/{rest:path}",
)  # fmt: skip
IMPORT_MAP = re.compile(r'(<script type="importmap">)\s*(</script>)')
BUILD = re.compile(r"^build-[0-9a-f]{16}/")
FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"


class Page:
    """index.html as it leaves, with its import map and its policy; made again when a file changed."""

    def __init__(self, settings: Settings, folder: Path = FOLDER) -> None:
        self.settings = settings
        self.folder = folder
        self.build = ""
        self.html = ""
        self.policy = ""

    async def answer(self, request: Request) -> Response:
        if not self.build or self.settings.environment == "development":
            self._make()
        headers = {"Content-Security-Policy": self.policy, "Cache-Control": ASK_FIRST}
        return Response(self.html, headers=headers, media_type="text/html")

    def _make(self) -> None:
        digest = hashlib.sha256()
        for file in (self.folder / "index.html", *sorted(served(self.folder))):
            kept = file.stat()
            digest.update(f"{file}:{kept.st_mtime_ns}:{kept.st_size}\n".encode())
        build = f"build-{digest.hexdigest()[:16]}"
        if build == self.build:
            return
        import_map = (self.folder / "importmap.json").read_text()
        page = (self.folder / "index.html").read_text()
        page = IMPORT_MAP.sub(lambda tag: tag[1] + import_map + tag[2], page)
        self.html = page.replace("/static/", f"/static/{build}/")
        self.policy = self._policy(import_map.replace("/static/", f"/static/{build}/"))
        self.build = build

    def _policy(self, inline: str) -> str:
        fingerprint = b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        return "; ".join(
            (
                "default-src 'none'",
                f"script-src 'self' 'sha256-{fingerprint}'",
                "style-src 'self'",
                "img-src 'self' data: blob:",
                "font-src 'self'",
                "connect-src 'self'",
                "manifest-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                ancestors(self.settings),
            )
        )


class Kept:
    """A file in memory, as it is and compressed."""

    def __init__(self, file: Path, etag: str) -> None:
        self.etag = etag
        self.type = guess_type(file.name)[0] or "text/plain"
        self.plain = file.read_bytes()
        self.packed = None if file.suffix in PACKED else gzip.compress(self.plain, mtime=0)

    def answer(self, asked: Headers, cache_control: str) -> Response:
        headers = {"Cache-Control": cache_control, "ETag": self.etag, "Vary": "Accept-Encoding"}
        if asked.get("if-none-match") == self.etag:
            return Response(status_code=304, headers=headers)
        if self.packed is None or "gzip" not in asked.get("accept-encoding", ""):
            return Response(self.plain, headers=headers, media_type=self.type)
        return Response(self.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=self.type)


class Files(StaticFiles):
    """The files of the page and nothing else; those asked for by digest never change.

    Each is read and compressed once, and again when it has changed.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)
        self.kept: dict[str, Kept] = {}

    async def get_response(self, path: str, scope: Scope) -> Response:
        plain = BUILD.sub("", path)
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        try:
            file, found = self.lookup_path(plain) if is_served(Path(plain)) else ("", None)
        except (OSError, ValueError):  # a name that no file can have
            raise HTTPException(404) from None
        if found is None or not S_ISREG(found.st_mode):
            raise HTTPException(404)
        kept = self._kept(file, f'"{found.st_mtime_ns:x}-{found.st_size:x}"')
        return kept.answer(Headers(scope=scope), ASK_FIRST if plain == path else FOR_EVER)

    def _kept(self, file: str, etag: str) -> Kept:
        kept = self.kept.get(file)
        if kept is None or kept.etag != etag:
            kept = self.kept[file] = Kept(Path(file), etag)
        return kept


def served(folder: Path) -> Iterator[Path]:
    for child in folder.iterdir():
        if child.name in PRIVATE:
            continue
        if child.is_dir():
            yield from served(child)
        elif child.suffix in SERVED:
            yield child


def is_served(path: Path) -> bool:
    return path.suffix in SERVED and not PRIVATE.intersection(path.parts)


def routes(settings: Settings) -> list[BaseRoute]:
    page = Page(settings)
    return [
        *(Route(address, page.answer, methods=["GET"]) for address in ADDRESSES),
        Mount("/static", Files(FOLDER)),
    ]
