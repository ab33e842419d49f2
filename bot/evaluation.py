"""`evaluate answers`: asks question files and counts what is right, what was refused, what is not grounded."""

from __future__ import annotations

import re
import secrets
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from bot import grounding
from bot.answers import Abstention
from bot.assistant import Assistant
from bot.conversation import Question, Turn
from errors import OperatorError


class Case(BaseModel):
    """One line of a question file, as DESIGN fixes it."""

    model_config = ConfigDict(extra="ignore")

    id: str
    question: str = ""
    turns: list[str] = []
    on: str = ""
    kind: str = "dialogue"
    must: list[list[str]] = []
    must_not: list[str] = []
    abstain: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case went: the last turn, why it is wrong ("" when right) and what it states without a source."""

    case: Case
    turn: Turn
    wrong: str
    ungrounded: tuple[str, ...]
    milliseconds: tuple[float, ...]


def read_cases(files: Iterable[Path]) -> list[Case]:
    """The cases of some JSON-lines files. Raises OperatorError naming file and line."""
    cases = []
    for file in files:
        try:
            lines = file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise OperatorError(f"질문 파일을 읽을 수 없어요: {file} ({error})") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    cases.append(Case.model_validate_json(line))
                except ValidationError as error:
                    raise OperatorError(
                        f"{file} {number}번째 줄이 질문 형식에 맞지 않아요: {error.errors()[0]['msg']}"
                    ) from error
    return cases


def run(assistant: Assistant, cases: Sequence[Case]) -> list[Outcome]:
    """Asks every case in a conversation of its own, on its own day."""
    return [_ask(assistant, case) for case in cases]


def _ask(assistant: Assistant, case: Case) -> Outcome:
    conversation = f"evaluation:{secrets.token_urlsafe(6)}"
    now = (
        datetime.combine(datetime.fromisoformat(case.on).date(), time(12), ZoneInfo("Asia/Seoul")) if case.on else None
    )
    turns = [
        assistant.answer(Question(text=text, conversation=conversation, channel="terminal"), now=now)
        for text in case.turns or [case.question]
    ]
    assistant.forget(conversation)
    missing = tuple(thing for turn in turns for thing in grounding.check(turn.reply, question=turn.question.text))
    return Outcome(case, turns[-1], judge(case, turns[-1]), missing, tuple(turn.milliseconds for turn in turns))


def judge(case: Case, turn: Turn) -> str:
    """Why a reply is wrong; "" when it is right."""
    said = re.sub(r"[\s*_`]", "", turn.reply.text).lower()
    abstained = isinstance(turn.reply, Abstention)
    if abstained != case.abstain:
        return "답했어야 해요" if abstained else "모른다고 했어야 해요"
    for group in case.must:
        if not any(_bare(word) in said for word in group):
            return f"빠짐: {' | '.join(group[:3])}"
    found = next((word for word in case.must_not if _bare(word) in said), "")
    return f"있으면 안 됨: {found}" if found else ""


def _bare(text: str) -> str:
    return re.sub(r"[\s*_`]", "", text).lower()


def report(outcomes: Sequence[Outcome]) -> str:
    """The table by kind, the figures and every miss, as text."""
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.case.kind].append(outcome)
    lines = [f"{'kind':<12}{'n':>5}{'right':>7}{'%':>7}{'abstained':>11}"]
    for kind, group in sorted(by_kind.items()):
        lines.append(_row(kind, group))
    lines += [_row("all", outcomes), ""]
    answered = [outcome for outcome in outcomes if not outcome.case.abstain]
    refused = sum(isinstance(outcome.turn.reply, Abstention) for outcome in answered)
    lengths = [len(outcome.turn.reply.text) for outcome in outcomes]
    times = sorted(ms for outcome in outcomes for ms in outcome.milliseconds)
    ungrounded = sum(len(outcome.ungrounded) for outcome in outcomes)
    lines += [
        f"answerable refused: {refused}/{len(answered)} ({100 * refused / max(1, len(answered)):.1f} %)",
        f"stated without a source: {ungrounded}",
        f"median answer: {statistics.median(lengths):.0f} characters",
        f"latency: p50 {_quantile(times, 0.5):.1f} ms, p95 {_quantile(times, 0.95):.1f} ms",
    ]
    for outcome in outcomes:
        if outcome.wrong or outcome.ungrounded:
            asked = " / ".join(outcome.case.turns) or outcome.case.question
            lines += [
                "",
                f"✗ {outcome.case.id} ({outcome.case.kind}, {outcome.case.on}) {asked}",
                f"  {outcome.wrong}" + (f"  근거 없음: {', '.join(outcome.ungrounded)}" if outcome.ungrounded else ""),
                f"  [{outcome.turn.reply.engine}] {outcome.turn.reply.text}",
            ]
    return "\n".join(lines)


def _row(name: str, group: Sequence[Outcome]) -> str:
    right = sum(not outcome.wrong for outcome in group)
    abstained = sum(isinstance(outcome.turn.reply, Abstention) for outcome in group)
    return f"{name:<12}{len(group):>5}{right:>7}{100 * right / len(group):>7.1f}{abstained:>11}"


def _quantile(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0
