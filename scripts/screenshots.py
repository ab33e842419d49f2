"""Takes the README's pictures of the demo page: desktop, phone, dark. Needs Chromium.

.venv/bin/python scripts/screenshots.py
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import Literal

import uvicorn
from playwright.sync_api import Page, ViewportSize, sync_playwright

from settings import Settings
from webhooks.app import create_app

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PORT = 18923
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
          "--disable-sync", "--disable-quic"]  # fmt: skip
_DESKTOP: ViewportSize = {"width": 1100, "height": 860}
_PHONE: ViewportSize = {"width": 390, "height": 844}
_LOOKS: tuple[tuple[str, ViewportSize, Literal["light", "dark"], tuple[str, ...]], ...] = (
    ("demo", _DESKTOP, "light", ("지금 모집중인 거 뭐있음?",)),
    ("demo-phone", _PHONE, "light", ("경기도 사는데 서울에 있는 대학 다녀요. 지원 가능한가요?",)),
    ("demo-dark", _PHONE, "dark", ("도봉 전번좀", "내배카 필요함?")),
)


def main() -> None:
    """Serves the shipped knowledge on 2026-09-20 and takes one picture a look."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None, SAESSAK_DATA_DIR=folder, SAESSAK_NOW=date(2026, 9, 20), SAESSAK_RATE_LIMIT="off"
        )
        server = uvicorn.Server(uvicorn.Config(create_app(settings), port=PORT, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
            for name, size, scheme, questions in _LOOKS:
                page = browser.new_page(viewport=size, color_scheme=scheme, device_scale_factor=2)
                _open(page)
                for question in questions:
                    page.get_by_role("textbox").fill(question)
                    page.keyboard.press("Enter")
                    page.wait_for_timeout(2500)
                page.screenshot(path=IMAGES / f"{name}.png")
                page.close()
            browser.close()
        server.should_exit = True
        thread.join(10)


def _open(page: Page) -> None:
    for _ in range(240):
        response = page.request.get(f"http://127.0.0.1:{PORT}/readyz", fail_on_status_code=False)
        if response.ok:
            break
        time.sleep(0.5)
    page.goto(f"http://127.0.0.1:{PORT}/")
    page.wait_for_timeout(800)


if __name__ == "__main__":
    main()
