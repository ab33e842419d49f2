"""One browser, one academy's website and one app over the shipped knowledge, for all journeys with the widget."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, async_playwright, expect

from bot.assistant import Assistant
from settings import Settings
from tests.journeys.widget.hosts import Site, page, site
from tests.serving import serving
from webhooks.app import create_app

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-quic"]  # fmt: skip


expect.set_options(timeout=20_000)  # for a machine that has other things to do, too


@dataclass(frozen=True, slots=True)
class Place:
    """A website with the widget on it, and the app it talks with, of another origin."""

    site: Site
    app: str

    def script(self, attributes: str = "") -> str:
        """The line that people paste."""
        return f'<script src="{self.app}/widget.js" defer {attributes}></script>'

    def plain(self, attributes: str = "", *, lang: str = "ko") -> str:
        """The address of a plain page with the widget."""
        return self.site.show(page(self.script(attributes), lang=lang))


@pytest.fixture(scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="package")
def academy_site() -> Iterator[Site]:
    with site() as academy:
        yield academy


@pytest.fixture(scope="package")
def open_settings(settings: Settings, academy_site: Site) -> Settings:
    """Settings that let the academy's website in."""
    return settings.model_copy(update={"allowed_origins": (academy_site.url,)})


@pytest.fixture(scope="package")
def place(open_settings: Settings, assistant: Assistant, academy_site: Site) -> Iterator[Place]:
    """The website, and the app over the shipped knowledge."""
    with serving(create_app(open_settings, assistant)) as url:
        yield Place(academy_site, url)
