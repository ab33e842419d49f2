"""A long conversation opens quickly: the newest turns at once, earlier ones when they are wanted."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, expect

from bot.answers import Answer, Citation
from bot.conversation import Question
from bot.store import ConversationStore
from settings import Settings
from tests.journeys.widget.hosts import Site
from tests.journeys.widget.test_talking import session_of
from tests.journeys.widget.test_trouble import talking_with
from tests.journeys.widget.visits import ask, open_widget, visiting
from tests.webhooks.stand_ins import Remembering

LONG = Answer(text="**AI 개발** 과정이 있어요. [1]\n- 하나\n- 둘\n" * 5,
              citations=(Citation(n=1, title="AI 개발", file="courses.yaml", record="ai-3"),))  # fmt: skip


async def test_three_hundred_turns_open_with_the_newest(
    browser: Browser, open_settings: Settings, academy_site: Site, tmp_path: Path
) -> None:
    store = ConversationStore.in_folder(tmp_path)
    remembering = Remembering(LONG, store)
    with talking_with(remembering, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app]) as page:
            await open_widget(page)
            await ask(page, "질문 0")
            session = (await session_of(page)).rsplit(".", 2)[0]
            for number in range(1, 300):
                remembering.answer(Question(text=f"질문 {number}", conversation=f"web:{session}", channel="web"))

            await page.reload()
            await open_widget(page)
            turns = page.locator("article.turn")
            await expect(turns).to_have_count(50)
            await expect(turns.last.locator(".asked")).to_contain_text("질문 299")
            await expect(turns.last.get_by_role("group", name="이 답이 도움이 됐나요?")).to_be_in_viewport()
            for shown in range(100, 301, 50):
                first = turns.first
                words = await first.locator(".asked").inner_text()
                await page.get_by_role("button", name="이전 대화 보기").click()
                await expect(turns).to_have_count(shown)
                seen = page.locator("article.turn", has_text=words).first
                await expect(seen).to_be_in_viewport()
            await expect(turns.first.locator(".asked")).to_contain_text("질문 0")
            await expect(page.get_by_role("button", name="이전 대화 보기")).to_have_count(0)
            await expect(page.get_by_role("log")).to_be_empty()
    store.close()
