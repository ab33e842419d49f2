"""Many chats at once through Telegram's webhook, against the bare assistant in the same run: what is lost, how fast.

    python -m benchmarks.telegram [--chats 200] [--each 3] [--workers 1]

`saessak serve` runs in a process of its own; the double of the Bot API posts to it and takes its answers in this one, on
the same cores. Telegram itself takes about 30 messages a second of a bot, and the channel keeps to that: answers cannot
come faster, however fast the assistant is. Prints ratios; absolute times belong to the machine.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.answers import milliseconds, quantile
from bot.assistant import Assistant, open_assistant
from bot.conversation import Question
from knowledge.records import Campus
from settings import Settings
from tests.doubles.bot_api import BotApi, open_bot_api
from tests.doubles.served import Server, serve, wait

TODAY = date(2026, 9, 20)
CEILING = 30.0  # messages a second over all chats, of each process


def question(campus: Campus) -> str:
    """A question whose answer shows which one it answers."""
    return f"{campus.name}캠퍼스 전화번호 알려줘"


def bare(assistant: Assistant, campuses: Sequence[Campus], count: int) -> list[float]:
    """Milliseconds of the same answers, one after the other, without Telegram."""
    assistant.answer(Question(text="예열"))
    asked = [Question(text=question(campuses[number % len(campuses)])) for number in range(count)]
    return [milliseconds(partial(assistant.answer, each)) for each in asked]


def at_once(api: BotApi, server: Server, campuses: Sequence[Campus], chats: Sequence[int]) -> float:
    """Asks everything at once and waits for all answers; when it was asked, in monotonic seconds."""
    with api.turning_round():  # nothing is posted before everything is there
        for campus in reversed(campuses):
            for chat in chats:
                api.send_text(chat, question(campus))
    begun = time.monotonic()
    wanted = len(chats) * len(campuses)
    wait(
        lambda: sum(len(api.messages(chat)) for chat in chats) >= wanted, "the answers", server, seconds=300, every=0.5
    )
    return begun


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--each", type=int, default=3, help="questions of each chat")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    settings = Settings().model_copy(update={"now": TODAY, "rate_limit": "off", "model": ""})
    with open_assistant(settings) as assistant:
        campuses = [campus for campus in assistant.library.campuses if campus.phone][: options.each]
        alone = bare(assistant, campuses, 300)
    chats = range(1000, 1000 + options.chats)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_bot_api() as api,
        serve(api, settings, Path(folder), workers=options.workers) as server,
    ):
        at_once(api, server, campuses, range(500, 510))  # warm
        posted = len(api.postman.posted)
        begun = at_once(api, server, campuses, chats)
        taken = [call for call in api.postman.posted[posted:] if call.status == 200]
        again = len(api.postman.posted) - posted - len(taken)
        report(api, campuses, chats, begun, [call.at for call in taken], again, alone)


def report(
    api: BotApi, campuses: Sequence[Campus], chats: Sequence[int], begun: float, taken: Sequence[float], again: int,
    alone: Sequence[float],
) -> None:  # fmt: skip
    """Prints what came of it."""
    phones = [campus.phone for campus in campuses]
    lost = disordered = 0
    waits = []
    for chat in chats:
        messages = api.messages(chat)
        found = [phone for message in messages for phone in phones if phone in message["text"]]
        lost += len(phones) - len(set(found))
        disordered += sorted(found, key=phones.index) != found or len(found) != len(set(found))
        waits += [api.chats.sent_at[message["message_id"]] - begun for message in messages]
    count, accepting, whole = len(taken), max(taken) - begun, max(waits)
    mean, half, most = statistics.mean(alone), statistics.median(alone), quantile(alone, 0.95)
    print(f"bare assistant          p50 {half:7.1f} ms   p95 {most:7.1f} ms   {1000 / mean:6.1f} answers a second")
    print(f"through the webhook     lost {lost} of {count}   out of order {disordered} chats   posted again {again}")
    print(f"accepted                {count / accepting:7.1f} updates a second   {count / accepting * mean / 1000:.2f} "
          "of what the bare assistant answers")  # fmt: skip
    print(f"answered                {count / whole:7.1f} a second   {count / whole * mean / 1000:.2f} of the bare "
          f"assistant, {count / whole / CEILING:.2f} of Telegram's ceiling")  # fmt: skip
    print(f"update to answer        p50 {statistics.median(waits):7.2f} s    p95 {quantile(waits, 0.95):7.2f} s    "
          f"p95 {quantile(waits, 0.95) / (count * mean / 1000):.2f} of the bare assistant's time for all")  # fmt: skip


if __name__ == "__main__":
    main()
