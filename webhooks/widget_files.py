"""The chat widget: its built files for other sites, the page that shows how to embed it, and the page that is only it."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

_HERE = Path(__file__).resolve().parent / "widget"
BUILT = _HERE / "dist"
PAGES = _HERE / "pages"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
}


class BuiltFile:
    """One built file, kept whole and compressed, for every site. Answers a GET or HEAD."""

    def __init__(self, path: Path) -> None:
        self._whole = path.read_bytes()
        self._compressed = gzip.compress(self._whole, mtime=0)
        self._headers = {
            "Access-Control-Allow-Origin": "*",
            "Cache-Control": "public, max-age=300",
            "Content-Type": _TYPES[path.suffix],
            "Cross-Origin-Resource-Policy": "cross-origin",
            "ETag": f'W/"{hashlib.sha256(self._whole).hexdigest()[:32]}"',
            "Vary": "Accept-Encoding",
        }

    async def __call__(self, request: Request) -> Response:
        """304 where the caller has this very file, else the file, compressed where the caller can read that."""
        known = request.headers.get("If-None-Match", "")
        if self._headers["ETag"] in (tag.strip() for tag in known.split(",")):
            return Response(status_code=304, headers=self._headers)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            return Response(self._compressed, headers={**self._headers, "Content-Encoding": "gzip"})
        return Response(self._whole, headers=self._headers)


def routes() -> list[BaseRoute]:
    """The routes of the widget and of its pages."""
    built = [Route(f"/{path.name}", BuiltFile(path).__call__) for path in sorted(BUILT.glob("widget.*"))]
    pages = [Route(path, _page) for path in _NAMES]
    return [*built, *pages, Mount("/pages", StaticFiles(directory=PAGES))]


_NAMES = {"/": "index.html", "/embed": "embed.html"}


async def _page(request: Request) -> FileResponse:
    return FileResponse(PAGES / _NAMES[request.url.path])
