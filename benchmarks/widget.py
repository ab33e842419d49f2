"""What the widget costs a page and a person: its size, and in a real browser the time until it can be used, until the
first word and the whole answer are seen, as ratios to the same call by a plain HTTP client; long tasks while streaming.

    python -m benchmarks.widget [--rounds 30]

The answers are the shipped knowledge's, without a model. Needs Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
from playwright.async_api import Browser, Page, Route, async_playwright

from bot.assistant import open_assistant
from settings import Settings
from tests.journeys.widget.conftest import FLAGS, Place
from tests.journeys.widget.hosts import page, site
from tests.journeys.widget.visits import open_widget, question
from tests.serving import serving
from webhooks.app import create_app
from webhooks.widget_files import BUILT

QUESTIONS = ("도봉캠퍼스 전화번호 알려줘", "지금 모집중인 거 뭐있음?", "은평 이커머스 과정 언제까지 지원해요?", "수강료 얼마예요?",
             "내배카 필요함?", "경기도 사는데 대학은 서울이에요 지원 가능한가요")  # fmt: skip
LONG = 2_000  # characters of the streamed answer
PIECE = 4

# The first frame in which the launcher stands, and the page has nothing else to do.
READY = """<script>
requestAnimationFrame(function look() {
  if (!document.querySelector("saessak-chat")?.shadowRoot?.querySelector(".launcher")) return requestAnimationFrame(look);
  setTimeout(() => { window.ready = performance.now(); });
});
</script>"""

# From the press of Enter until words of the new turn, and the row under its finished answer, are in the next frame.
WATCH = """() => {
  const root = document.querySelector("saessak-chat").shadowRoot, turns = root.querySelectorAll("article.turn").length;
  const seen = window.seen = {start: 0, first: 0, whole: 0};
  root.querySelector("textarea").addEventListener("keydown", () => { seen.start = performance.now(); }, {once: true, capture: true});
  const look = () => {
    const turn = root.querySelectorAll("article.turn")[turns];
    if (turn?.querySelector(".prose")?.textContent) seen.first ||= performance.now();
    if (turn?.querySelector(".opinion")) { seen.whole = performance.now(); return; }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def share(values: Sequence[float], percent: int) -> float:
    """A percentile of some values."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def told(name: str, browser: Sequence[float], client: Sequence[float]) -> str:
    """Both in ms, and the ratio of their medians and of their 95th percentiles."""
    b50, b95, c50, c95 = share(browser, 50), share(browser, 95), share(client, 50), share(client, 95)
    return (f"{name}: p50 {b50:.0f} ms seen, {c50:.0f} ms by a client ({b50 / c50:.2f}); "
            f"p95 {b95:.0f} ms and {c95:.0f} ms ({b95 / c95:.2f})")  # fmt: skip


async def by_client(client: httpx2.AsyncClient, app: str, text: str) -> tuple[float, float]:
    """Milliseconds until the first token, and until the whole answer."""
    started = time.perf_counter()
    first = 0.0
    body = {"message": text, "conversation_id": None}
    async with client.stream("POST", f"{app}/api/chat/stream", json=body) as response:
        async for line in response.aiter_lines():
            if line == "event: token":
                first = first or time.perf_counter()
            elif line == "event: answer":
                whole = time.perf_counter()
    return (first - started) * 1000, (whole - started) * 1000


async def by_browser(seen: Page, text: str) -> tuple[float, float]:
    """Milliseconds until words of the answer are seen, and until it is finished."""
    await question(seen).fill(text)
    await seen.evaluate(WATCH)
    await question(seen).press("Enter")
    await seen.wait_for_function("seen.whole")
    times: dict[str, float] = await seen.evaluate("seen")
    return times["first"] - times["start"], times["whole"] - times["start"]


async def opened(browser: Browser, place: Place, head: str = "") -> Page:
    """A page of the website with the widget, loaded in a fresh context."""
    context = await browser.new_context(locale="ko-KR")
    seen = await context.new_page()
    await seen.goto(place.site.show(page(place.script(), head=head)))
    return seen


async def launcher(browser: Browser, place: Place, rounds: int) -> None:
    """From the start of the navigation until the launcher stands and the page is idle again, beside DOMContentLoaded of
    the same page without the widget."""
    ready, bare = [], []
    for _ in range(rounds):
        seen = await opened(browser, place, READY)
        await seen.wait_for_function("window.ready")
        ready.append(float(await seen.evaluate("ready")))
        await seen.goto(place.site.show(page("")))
        bare.append(
            float(await seen.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))
        )
        await seen.context.close()
    print(f"launcher can be pressed: p50 {share(ready, 50):.0f} ms, p95 {share(ready, 95):.0f} ms after the navigation; "
          f"the page without it is there after {share(bare, 50):.0f} ms and {share(bare, 95):.0f} ms")  # fmt: skip


async def answers(browser: Browser, place: Place, rounds: int) -> None:
    """First words and whole answers, in the browser and by a client in turn."""
    seen = await opened(browser, place)
    await open_widget(seen)
    firsts: tuple[list[float], list[float]] = ([], [])
    wholes: tuple[list[float], list[float]] = ([], [])
    async with httpx2.AsyncClient(timeout=30) as client:
        for number in range(rounds + 2):
            text = QUESTIONS[number % len(QUESTIONS)]
            for side, (first, whole) in enumerate(
                (await by_browser(seen, text), await by_client(client, place.app, text))
            ):
                if number >= 2:  # the first ones warm both up
                    firsts[side].append(first)
                    wholes[side].append(whole)
    await seen.context.close()
    print(told("first words", *firsts))
    print(told("whole answer", *wholes))


async def long_tasks(browser: Browser, place: Place) -> None:
    """A long answer in small pieces, all at once: as much work for the main thread as there can be."""
    words = "**과정 안내**는 [누리집](https://hanbit.example)에서 봐요. 전화 02-123-4567 [1]"
    paragraph = f"{words}\n- 하나\n- 둘\n\n| 가 | 나 |\n|---|---|\n| 1 | 2 |\n\n"
    text = (paragraph * (LONG // len(paragraph) + 1))[:LONG]
    answer = {"conversation_id": "c" * 16, "message_id": "m1", "kind": "answer", "answer": text, "engine": "passages",
              "language": "ko", "citations": [{"n": 1, "title": "안내", "file": "a.md", "record": "", "url": "", "as_of": None}],
              "suggestions": [], "contact": {"phone": "", "email": "", "url": ""}}  # fmt: skip
    events = [("token", {"text": text[at : at + PIECE]}) for at in range(0, LONG, PIECE)] + [
        ("answer", answer),
        ("done", {}),
    ]
    body = "".join(f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n" for name, data in events)

    async def stream(route: Route) -> None:
        await route.fulfill(
            body=body, content_type="text/event-stream; charset=utf-8", headers={"Access-Control-Allow-Origin": "*"}
        )

    seen = await opened(browser, place)
    await open_widget(seen)
    await seen.route("**/api/chat/stream", stream)
    await by_browser(seen, "하나")
    await seen.evaluate("""() => { window.tasks = []; new PerformanceObserver(list => list.getEntries().forEach(task =>
        tasks.push(Math.round(task.duration)))).observe({type: "longtask"}); }""")
    took = [(await by_browser(seen, "하나"))[1] for _ in range(5)]
    tasks: list[Any] = await seen.evaluate("tasks")
    await seen.context.close()
    print(f"{LONG} characters in {LONG // PIECE} pieces at once: {statistics.median(took):.0f} ms until finished, "
          f"long tasks over 50 ms in 5 answers: {tasks or 'none'}")  # fmt: skip


async def measure(place: Place, rounds: int) -> None:
    """Prints all figures."""
    for name in ("widget.js", "widget.mjs"):
        whole = (BUILT / name).read_bytes()
        print(f"{name}: {len(gzip.compress(whole, mtime=0)):,} bytes gzipped, {len(whole):,} bytes whole")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        await launcher(browser, place, rounds)
        await answers(browser, place, rounds)
        await long_tasks(browser, place)
        await browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    with site() as school, tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, SAESSAK_DATA_DIR=Path(folder), SAESSAK_NOW=date(2026, 9, 20),
                            SAESSAK_RATE_LIMIT="off", SAESSAK_ALLOWED_ORIGINS=school.url)  # fmt: skip
        with open_assistant(settings) as assistant, serving(create_app(settings, assistant)) as app:
            asyncio.run(measure(Place(school, app), rounds))


if __name__ == "__main__":
    main()
