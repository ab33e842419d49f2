"""Other people's websites: pages of another origin than the app's, with the widget on them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>한빛학교</title>{head}</head>
<body>{body}</body>
</html>"""
BODY = """<main><h1>한빛학교</h1><p id="words">교육생을 모집해요.</p><p><a href="#words">자세히</a>
<button id="theirs" type="button">지원하기</button></p></main>"""


def page(script: str, *, body: str = BODY, head: str = "", lang: str = "ko") -> str:
    """An academy's page with the script of the widget in its head, as people paste it."""
    return PAGE.format(lang=lang, head=head + script, body=body)


@dataclass
class Site:
    """A website. `pages` may change while it is up; `headers` go with every page."""

    url: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def show(self, html: str, *, headers: Mapping[str, str] | None = None) -> str:
        """The address of a page of its own."""
        self.headers = dict(headers or {})
        path = f"/{len(self.pages)}.html"
        self.pages[path] = html
        return self.url + path


@contextmanager
def site() -> Iterator[Site]:
    """A website on a free loopback port until the block ends."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="site")
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html = site.pages.get(self.path.split("?")[0])
            self.send_response(204 if html is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in site.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write((html or "").encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
