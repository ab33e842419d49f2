"""What people asked and is not written, put together for those who write: the same question in other words counts
as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo

from bot.store import Unanswered
from retrieval import korean


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A question that was asked `count` times, last on `last`; as it was worded most often, masked."""

    question: str
    reason: str
    count: int
    last: date


def gaps_of(unanswered: Iterable[Unanswered], zone: tzinfo) -> list[Gap]:
    """The gaps, the most frequent first, and of equally frequent ones the latest. Days are those of `zone`; the reason
    is that of the last time."""
    asked: dict[tuple[str, ...], list[Unanswered]] = {}
    for one in unanswered:
        asked.setdefault(_sense(one.question), []).append(one)
    found = [
        Gap(
            question=Counter(one.question for one in group).most_common(1)[0][0],
            reason=max(group, key=lambda one: one.at).reason,
            count=len(group),
            last=max(one.at for one in group).astimezone(zone).date(),
        )
        for group in asked.values()
    ]
    return sorted(found, key=lambda gap: (gap.count, gap.last), reverse=True)


def _sense(question: str) -> tuple[str, ...]:
    """What a question is the same by: its content words, whatever their order, endings and spaces."""
    return tuple(sorted(set(korean.words(question)))) or (korean.squeeze(question),)
