"""Takes the README's pictures of the widget over the shipped knowledge on 2026-09-20. Needs Chromium.

PYTHONPATH=. .venv/bin/python scripts/screenshots.py [NAME …]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

from bot.assistant import open_assistant
from settings import Settings
from tests.journeys.widget.hosts import page, site
from tests.serving import serving
from webhooks.app import create_app

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
          "--disable-sync", "--disable-quic"]  # fmt: skip
_DESKTOP: ViewportSize = {"width": 1000, "height": 768}
_PHONE: ViewportSize = {"width": 390, "height": 844}
_HEAD = """<style>
body { margin: 0; font: 16px/1.6 system-ui, sans-serif; color: #1c2430; word-break: keep-all; }
header { padding: 20px 48px; border-bottom: 1px solid #e6e9ee; font-weight: 700; }
main { max-width: 460px; padding: 56px 48px; }
h1 { margin: 0 0 12px; font-size: 36px; line-height: 1.3; letter-spacing: -.03em; }
p { margin: 0 0 32px; color: #5a6473; }
div { height: 96px; margin-bottom: 16px; border-radius: 16px; background: #f1f4f8; }
@media (prefers-color-scheme: dark) { body { background: #14171c; color: #e8ebf0; } header { border-color: #2a2f37; } div { background: #1f242c; } }
</style>"""
_BODY = """<header>우리 학교</header><main><h1>배우고 싶은 것을<br>찾고 있나요?</h1>
<p>교육과정과 지원 자격이 궁금하면 오른쪽 아래에서 물어보세요.</p><div></div><div></div><div></div></main>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: on what it is seen, and what is done before it is taken."""

    phone: bool = False
    scheme: Literal["light", "dark"] = "light"
    locale: Literal["ko", "en"] = "ko"
    path: str = ""
    do: Callable[[Page], object] = lambda page: None


def main() -> None:
    """Takes the named pictures, or all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with site() as school, tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings = Settings(_env_file=None, SAESSAK_DATA_DIR=folder, SAESSAK_NOW=date(2026, 9, 20),
                            SAESSAK_RATE_LIMIT="off", SAESSAK_ALLOWED_ORIGINS=school.url)  # fmt: skip
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        with open_assistant(settings) as assistant, serving(create_app(settings, assistant)) as app:
            for name in sys.argv[1:] or _PICTURES:
                picture = _PICTURES[name]
                seen = browser.new_page(viewport=_PHONE if picture.phone else _DESKTOP, color_scheme=picture.scheme, reduced_motion="reduce",
                                        device_scale_factor=1.5 if picture.phone else 1.25, has_touch=picture.phone)  # fmt: skip
                script = f'<script src="{app}/widget.js" data-locale="{picture.locale}" defer></script>'
                seen.goto(app + picture.path if picture.path else school.show(page(script, head=_HEAD, body=_BODY)))
                picture.do(seen)
                seen.wait_for_load_state("networkidle")
                seen.screenshot(path=IMAGES / f"{name}.png")
                seen.close()
        browser.close()


def _open(seen: Page) -> None:
    """Opens the widget, and waits for its greeting."""
    seen.locator("saessak-chat .launcher").click()
    seen.locator(".follow .chip").first.wait_for()


def _asking(*questions: str, press: str = "") -> Callable[[Page], None]:
    """Asks one question after another, and presses the first of what matches `press` in the last answer."""

    def ask(seen: Page) -> None:
        _open(seen)
        for question in questions:
            seen.locator(".composer textarea").fill(question)
            seen.keyboard.press("Enter")
            _answered(seen.locator("article.turn").last)
        if press:
            seen.locator("article.turn").last.locator(press).first.click()

    return ask


def _answered(turn: Locator) -> None:
    turn.locator(".opinion").wait_for()


def _check(seen: Page) -> None:
    """Goes through the eligibility check."""
    _open(seen)
    seen.locator(".entry").click()
    for answer in ("만 15~29세", "다른 지역에 살아요", "일한 적이 없어요", "서울에 있는 대학(원)에 다녀요"):
        seen.get_by_text(answer, exact=True).click()
    seen.locator(".verdict .status").wait_for()


def _embed(seen: Page) -> None:
    seen.locator("saessak-chat .launcher").wait_for()


_PICTURES = {
    "widget-closed": Picture(),
    "widget-open": Picture(do=_open),
    "widget": Picture(do=_asking("은평 이커머스 과정 언제까지 지원해요?")),
    "widget-phone": Picture(phone=True, do=_asking("지금 모집중인 거 뭐있음?", press=".mark")),
    "widget-dark": Picture(phone=True, scheme="dark", do=_asking("내배카 필요함?")),
    "widget-english": Picture(phone=True, locale="en", do=_asking("Where is the Seocho campus?")),
    "widget-check": Picture(phone=True, do=_check),
    "widget-embed": Picture(path="/embed", do=_embed),
}


if __name__ == "__main__":
    main()
