"""When something goes wrong: what has come stays, a sentence says what happened, and there is a way on and a person to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.async_api import Browser, expect

from bot.answers import Answer, Citation, Contact
from bot.assistant import Assistant
from settings import Settings
from tests.journeys.widget.conftest import Place
from tests.journeys.widget.hosts import Site
from tests.journeys.widget.speakers import Halting, Rekeyed
from tests.journeys.widget.visits import ask, open_widget, question, visiting
from tests.journeys.widget.wires import wire_to
from tests.serving import serving
from tests.webhooks.stand_ins import Failing, Forgetful, Saying
from webhooks.app import create_app
from webhooks.sessions import Sessions

ANSWER = Answer(text="수강료는 전액 무료예요. 교재도 드려요.", contact=Contact(phone="02-123-4567"))


@contextmanager
def talking_with(assistant: Assistant, settings: Settings, site: Site) -> Iterator[Place]:
    """The academy's website, where somebody else answers."""
    with serving(create_app(settings, assistant)) as url:
        yield Place(site, url)


async def test_a_server_that_goes_away_in_mid_answer_leaves_what_has_come(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    halting = Halting(ANSWER)
    with talking_with(halting, open_settings, academy_site) as there:
        async with wire_to(there.app) as wire:
            wired = Place(academy_site, wire.url)
            async with visiting(browser, wired.plain(), servers=[wire.url], provoked=True) as page:
                await open_widget(page)
                turn = await ask(page, "수강료", answered=False)
                await expect(turn.locator(".prose")).to_contain_text("수강료는")
                await expect(page.get_by_role("log")).to_be_empty()
                await wire.cut()
                await expect(turn.locator(".trouble")).to_have_text("연결이 끊겨 답을 다 받지 못했어요.")
                await expect(turn.locator(".prose")).to_contain_text("수강료는")
                await expect(turn.get_by_role("link", name="누리집")).to_have_attribute(
                    "href", "https://hanbit.example"
                )
                await expect(page.get_by_role("log")).to_contain_text("연결이 끊겨")

                await turn.get_by_role("button", name="다시 물어보기").click()
                await expect(page.locator(".trouble:visible")).to_contain_text("연결하지 못했어요")
                await wire.mend()
                halting.released.set()
                await page.get_by_role("button", name="다시 물어보기").click()
                await expect(page.locator("article.turn .prose")).to_have_text(ANSWER.text)
                await expect(page.locator("article.turn")).to_have_count(1)
                await expect(page.get_by_role("log")).to_have_text(ANSWER.text)


async def test_a_question_asked_offline_is_kept_and_asked_again_with_a_press(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    saying = Saying(ANSWER)
    with talking_with(saying, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app], provoked=True) as page:
            await open_widget(page)
            await expect(page.get_by_role("heading", name="한빛학교 안내")).to_be_visible()
            await page.context.set_offline(True)
            status = page.locator(".foot").get_by_role("status")
            await expect(status).to_contain_text("인터넷 연결이 끊겼어요")
            turn = await ask(page, "수강료", answered=False)
            await expect(turn.locator(".trouble")).to_contain_text("인터넷 연결이 끊겼어요")
            await expect(turn.get_by_role("heading")).to_contain_text("수강료")
            assert not saying.asked
            await page.context.set_offline(False)
            await expect(status).to_be_empty()
            await turn.get_by_role("button", name="다시 물어보기").click()
            await expect(page.locator("article.turn .prose")).to_have_text(ANSWER.text)
            await expect(page.locator("article.turn")).to_have_count(1)


async def test_too_many_questions_are_told_the_seconds_to_wait(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    limited = open_settings.model_copy(update={"rate_limit": "1/minute"})
    with talking_with(Saying(ANSWER), limited, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app], provoked=True) as page:
            await page.clock.install()
            await open_widget(page)
            await ask(page, "하나")
            turn = await ask(page, "둘", answered=False)
            await expect(turn.locator(".trouble")).to_contain_text("질문이 많았어요")
            retry = turn.get_by_role("button", name="다시 물어보기")
            await expect(retry).to_have_text(re.compile(r"^\d{1,2}초 뒤에 다시 물어보기$"))
            await expect(retry).to_be_disabled()
            await expect(question(page)).to_be_enabled()
            await page.clock.fast_forward(61_000)
            await expect(retry).to_have_text("다시 물어보기")
            await expect(retry).to_be_enabled()


async def test_a_bug_at_the_server_is_a_sentence_with_the_human_route(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    with talking_with(Failing(ANSWER), open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app]) as page:
            await open_widget(page)
            turn = await ask(page, "수강료", answered=False)
            await expect(turn.locator(".trouble")).to_contain_text("문제가 생겼어요")
            await expect(turn).not_to_contain_text("secret")
            await expect(turn.get_by_role("link", name="누리집")).to_be_visible()


@pytest.mark.parametrize("body", ["<!doctype html><title>와이파이 로그인</title>", "event: answer\ndata: {oops\n\n", "",
                                  "event: done\ndata: {}\n\n"])  # fmt: skip
async def test_something_else_that_answers_for_the_server_breaks_nothing(
    browser: Browser, place: Place, body: str
) -> None:
    async with visiting(browser, place.plain(), servers=[place.app]) as page:
        await page.route("**/api/chat/stream", lambda route: route.fulfill(
            status=200, body=body, content_type="text/event-stream", headers={"Access-Control-Allow-Origin": "*"}))  # fmt: skip
        await open_widget(page)
        turn = await ask(page, "수강료", answered=False)
        await expect(turn.locator(".trouble")).to_contain_text("연결하지 못했어요")
        await page.unroute("**/api/chat/stream")
        await turn.get_by_role("button", name="다시 물어보기").click()
        await expect(page.get_by_role("group", name="이 답이 도움이 됐나요?")).to_be_visible()


async def test_an_answer_that_is_stopped_keeps_what_has_come_and_can_be_asked_for_again(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    halting = Halting(ANSWER)
    with talking_with(halting, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app]) as page:
            await open_widget(page)
            turn = await ask(page, "수강료", answered=False)
            await expect(turn.locator(".prose")).to_contain_text("수강료는")
            await page.get_by_role("button", name="멈추기").click()
            await expect(turn.locator(".trouble")).to_have_text("답을 멈췄어요.")
            await expect(turn.locator(".prose")).to_contain_text("수강료는")
            await expect(page.get_by_role("button", name="보내기")).to_be_visible()
            halting.released.set()
            await turn.get_by_role("button", name="다시 물어보기").click()
            await expect(page.locator("article.turn .prose")).to_have_text(ANSWER.text)


async def test_a_session_the_server_no_longer_knows_is_replaced_unnoticed(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    rekeyed = Rekeyed(ANSWER)
    app = create_app(open_settings, rekeyed)
    with serving(app) as url:
        place = Place(academy_site, url)
        async with visiting(browser, place.plain(), servers=[url], provoked=True) as page:
            await open_widget(page)
            await ask(page, "하나")
            rekeyed.key = b"the second key, of another database"
            app.state.sessions = Sessions()
            await ask(page, "둘")
            await ask(page, "셋")
            first, second, third = (asked.conversation for asked in rekeyed.asked)
            assert first != second == third
            await expect(page.locator(".trouble:visible")).to_have_count(0)


async def test_nothing_is_lost_where_opinions_and_history_cannot_be_kept(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    with talking_with(Forgetful(ANSWER), open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app], provoked=True) as page:
            await open_widget(page)
            turn = await ask(page, "수강료")
            await turn.get_by_role("button", name="도움이 됐어요").click()
            await expect(turn.get_by_role("status")).to_have_text("의견을 남기지 못했어요. 잠시 뒤에 다시 해 주세요.")
            await expect(turn.get_by_role("button", name="도움이 됐어요")).to_have_attribute("aria-pressed", "false")
            await page.get_by_role("button", name="메뉴").click()
            await page.get_by_role("button", name="새 대화").click()
            await expect(page.get_by_text("지우지 못했어요")).to_be_visible()
            await expect(turn.locator(".prose")).to_have_text(ANSWER.text)


async def test_an_answer_stands_where_its_cards_cannot_be_had(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    citation = Citation(n=1, title="AI 개발", file="courses.yaml", record="ai-3")
    with talking_with(Saying(Answer(text="네. [1]", citations=(citation,))), open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app], provoked=True) as page:
            await page.route("**/api/cards*", lambda route: route.abort())
            await open_widget(page)
            turn = await ask(page, "AI 개발 과정")
            await expect(turn.locator(".prose")).to_contain_text("네.")
            await expect(turn.locator(".card")).to_have_count(0)


async def test_the_widget_waits_for_an_assistant_that_is_still_reading(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    app = create_app(open_settings, saying := Saying(ANSWER))
    app.state.opening.assistant = None
    with serving(app) as url:
        place = Place(academy_site, url)
        async with visiting(browser, place.plain(), servers=[url], provoked=True) as page:
            await open_widget(page)
            await expect(page.get_by_text("자료를 읽고 있어요. 잠시만 기다려 주세요.")).to_be_visible()
            turn = await ask(page, "수강료", answered=False)
            await expect(turn.locator(".trouble")).to_contain_text("자료를 읽고 있어요")
            app.state.opening.assistant = saying
            await expect(page.get_by_role("heading", name="한빛학교 안내")).to_be_visible()
            await turn.get_by_role("button", name="다시 물어보기").click()
            await expect(page.locator("article.turn .prose")).to_have_text(ANSWER.text)
