"""A person talks with the widget on an academy's page: every part of the conversation does what it says."""

from __future__ import annotations

import httpx2
import pytest
from playwright.async_api import Browser, CDPSession, Page, expect

from bot.answers import Answer, Citation
from settings import Settings
from tests.journeys.widget.conftest import Place
from tests.journeys.widget.hosts import Site
from tests.journeys.widget.test_trouble import talking_with
from tests.journeys.widget.visits import PHONE, ask, open_widget, question, visiting
from tests.webhooks.stand_ins import Saying


async def test_a_conversation_is_there_again_after_a_reload_until_it_is_deleted(browser: Browser, place: Place) -> None:
    async with visiting(browser, place.plain(), servers=[place.app]) as page:
        await open_widget(page)
        turn = await ask(page, "도봉캠퍼스 전화번호 알려줘")
        await expect(turn.locator(".prose")).to_contain_text("02-6249-7400")
        chip = turn.get_by_role("button", name="근거 1").first
        await chip.click()
        await expect(chip).to_have_attribute("aria-expanded", "true")
        await expect(turn.locator(".source")).to_contain_text("기준")
        await expect(turn.locator(".source").get_by_role("link")).to_have_attribute("rel", "noopener noreferrer")
        await expect(turn.locator(".card").get_by_role("link", name="지도")).to_be_visible()
        await chip.click()
        await expect(turn.locator(".source")).to_have_count(0)

        turn = await ask(page, "거기 주소는?")
        await expect(turn.locator(".prose")).to_contain_text("도봉")
        await turn.get_by_role("button", name="아쉬워요").click()
        await turn.get_by_text("오래된 내용이에요").click()
        await turn.get_by_role("textbox", name="더 하고 싶은 말").fill("이사했대요")
        await turn.get_by_role("button", name="의견 보내기").click()
        await expect(turn.get_by_role("status")).to_have_text("의견 고마워요.")
        await expect(turn.locator("form")).to_have_count(0)

        await page.reload()
        await open_widget(page)
        turns = page.locator("article.turn")
        await expect(turns).to_have_count(2)
        await expect(turns.nth(0).locator(".prose")).to_contain_text("02-6249-7400")
        await expect(turns.nth(1).get_by_role("button", name="아쉬워요")).to_have_attribute("aria-pressed", "true")
        await expect(page.get_by_role("log")).to_be_empty()
        turn = await ask(page, "거기 전화번호는?")
        await expect(turn.locator(".prose")).to_contain_text("02-6249-7400")

        token = await session_of(page)
        assert await turns_kept(place, token) == 3
        await page.get_by_role("button", name="메뉴").click()
        await page.get_by_role("button", name="대화 기록 지우기").click()
        await expect(page.get_by_role("dialog", name="대화 기록 지우기")).to_contain_text("되돌릴 수 없어요")
        await page.get_by_role("button", name="취소").click()
        await expect(turns).to_have_count(3)
        await page.get_by_role("button", name="메뉴").click()
        await page.get_by_role("button", name="대화 기록 지우기").click()
        await page.get_by_role("button", name="지우기", exact=True).click()
        await expect(turns).to_have_count(0)
        assert await turns_kept(place, token) == 0
        await page.reload()
        await open_widget(page)
        await expect(page.get_by_role("heading", name="무엇이든 물어보세요")).to_be_visible()


async def session_of(page: Page) -> str:
    """The token that the widget keeps."""
    kept: list[str] = await page.evaluate("Object.values(localStorage)")
    assert len(kept) == 1
    return kept[0]


async def turns_kept(place: Place, token: str) -> int:
    """How many turns the server has of a session."""
    async with httpx2.AsyncClient() as client:
        response = await client.get(f"{place.app}/api/history", headers={"X-Saessak-Session": token})
    return len(response.json()["turns"])


async def test_a_first_question_is_one_press_away_and_leads_on(browser: Browser, place: Place) -> None:
    async with visiting(browser, place.plain(), servers=[place.app], device=PHONE) as page:
        await open_widget(page)
        first = page.get_by_role("list", name="이어서 물어보기").get_by_role("button").first
        words = await first.inner_text()
        box = await first.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        await first.tap()
        turn = page.locator("article.turn")
        await expect(turn.get_by_role("heading")).to_contain_text(words)
        await expect(turn.get_by_role("group", name="이 답이 도움이 됐나요?")).to_be_visible()


async def test_cards_show_where_a_course_stands_and_what_can_be_done(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    citations = (Citation(n=1, title="AI 개발", file="courses.yaml", record="ai-3"),
                 Citation(n=2, title="마포", file="campuses.yaml", record="mapo"))  # fmt: skip
    saying = Saying(Answer(text="AI 개발 과정이 있어요. [1][2]", citations=citations))
    with talking_with(saying, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app]) as page:
            await open_widget(page)
            turn = await ask(page, "모집중인 과정")
            course, campus = turn.locator(".card").nth(0), turn.locator(".card").nth(1)
            await expect(course.locator(".status")).to_have_text("모집중 D-3")
            await expect(course).to_contain_text("9월 23일")
            await expect(course.get_by_role("link", name="지원하러 가기")).to_have_attribute(
                "href", "https://hanbit.example/ai-3"
            )
            async with page.expect_download() as saving:
                await course.get_by_role("link", name="일정 저장").click()
            saved = await (await saving.value).path()
            assert "SUMMARY" in saved.read_text("utf-8")
            await expect(campus.get_by_role("link", name="전화")).to_have_attribute("href", "tel:021234567")


async def test_the_eligibility_check_asks_one_thing_after_another_and_tells_a_verdict(
    browser: Browser, place: Place
) -> None:
    async with visiting(browser, place.plain(), servers=[place.app], device=PHONE) as page:
        await open_widget(page)
        await page.get_by_role("button", name="지원 자격 확인하기").click()
        form, verdict = page.locator("form.questions"), page.locator(".verdict")
        status = verdict.locator(".status")
        await expect(form.get_by_role("group")).to_have_count(1)
        await form.get_by_text("만 15~29세").tap()
        await expect(form.get_by_role("group")).to_have_count(2)
        await expect(verdict).to_be_empty()
        await form.get_by_text("서울에 살아요").tap()
        await expect(status).to_have_text("지원할 수 있어요")
        await expect(verdict).to_be_in_viewport()
        await expect(verdict.locator(".prose")).to_contain_text("지원할 수 있어요")
        await verdict.locator(".mark").first.tap()
        await expect(verdict.locator(".source")).to_be_visible()
        await form.get_by_text("만 14세 이하").click()
        await expect(status).to_have_text("지원하기 어려워요")
        await expect(verdict.get_by_role("link").first).to_be_visible()


@pytest.mark.parametrize(("text", "sent"), [
    ("제 번호는 010-1234-5678이에요", "제 번호는 (가린 번호)이에요"),
    ("960101-1234567 지원돼요?", "(가린 번호) 지원돼요?"),
    ("4111 1111 1111 1111로 결제되나요", "(가린 번호)로 결제되나요"),
    ("010-1234-5678, 960229-1234567인데 지원 되나요?", "(가린 번호), (가린 번호)인데 지원 되나요?"),
])  # fmt: skip
async def test_a_number_that_is_nobody_elses_business_is_not_sent_unasked(
    browser: Browser, open_settings: Settings, academy_site: Site, text: str, sent: str
) -> None:
    saying = Saying(Answer(text="네."))
    with talking_with(saying, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app]) as page:
            await open_widget(page)
            await question(page).fill(text)
            await question(page).press("Enter")
            await expect(page.get_by_role("dialog", name="보내기 전에 확인해 주세요")).to_be_visible()
            await page.keyboard.press("Escape")
            await expect(question(page)).to_have_value(text)
            assert not saying.asked
            await question(page).press("Enter")
            await page.get_by_role("button", name="가리고 보내기").click()
            await expect(page.locator("article.turn .asked")).to_contain_text(sent)
            await expect(page.locator("article.turn .prose")).to_have_text("네.")
            assert [asked.text for asked in saying.asked] == [sent]


async def test_a_number_that_is_everybodys_is_sent_at_once(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    saying = Saying(Answer(text="네."))
    with talking_with(saying, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app]) as page:
            await open_widget(page)
            await ask(page, "02-123-4567은 어디 번호예요? 2026-09-22 기준 1234567890123")
            assert len(saying.asked) == 1


async def test_enter_ends_a_syllable_without_sending_it(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    saying = Saying(Answer(text="네."))
    with talking_with(saying, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app]) as page:
            await open_widget(page)
            keyboard = await page.context.new_cdp_session(page)
            await question(page).focus()
            await compose(keyboard, "ㅎ", "하", "한")
            await press_enter(keyboard)
            await expect(question(page)).to_have_value("한")
            assert not saying.asked
            await keyboard.send("Input.insertText", {"text": "한"})
            await compose(keyboard, "ㄱ", "그", "글")
            await keyboard.send("Input.insertText", {"text": "글"})
            await page.keyboard.press("Shift+Enter")
            await keyboard.send("Input.insertText", {"text": "둘"})
            await expect(question(page)).to_have_value("한글\n둘")
            await page.keyboard.press("Enter")
            await expect(page.locator("article.turn .prose")).to_have_text("네.")
            assert [asked.text for asked in saying.asked] == ["한글\n둘"]
            await expect(question(page)).to_have_value("")


async def compose(keyboard: CDPSession, *steps: str) -> None:
    """A syllable that an input method is putting together."""
    for text in steps:
        await keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})


async def press_enter(keyboard: CDPSession) -> None:
    """The Enter key while an input method is at work."""
    for kind in ("rawKeyDown", "keyUp"):
        await keyboard.send("Input.dispatchKeyEvent", {
            "type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13})  # fmt: skip


async def test_only_words_are_sent_and_one_question_at_a_time(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    saying = Saying(Answer(text="네."))
    with talking_with(saying, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app]) as page:
            await open_widget(page)
            await question(page).fill("  \n ")
            await question(page).press("Enter")
            await page.get_by_role("button", name="보내기").click()
            await question(page).fill("하나")
            await page.evaluate("""() => {
                const input = document.querySelector("saessak-chat").shadowRoot.querySelector("textarea");
                for (let times = 0; times < 5; times++)
                    input.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}));
            }""")
            await expect(page.locator("article.turn .prose")).to_have_text("네.")
            assert [asked.text for asked in saying.asked] == ["하나"]
            await question(page).fill("가" * 1200)
            await expect(question(page)).to_have_value("가" * 1000)
