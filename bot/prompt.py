"""What a language model is told: the rules from `prompts/answer.md`, the evidence as delimited data, the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("prompts") / "answer.md"
_BRACKETED = re.compile(r"\[\s*(e?\d+)\s*\]", re.IGNORECASE)
_DELIMITERS = str.maketrans({"<": "‹", ">": "›", "＜": "‹", "＞": "›"})
_WEEKDAYS = "월화수목금토일"

NOT_WRITTEN = "없음"
"""What the model answers when the evidence does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceText:
    """One text that the model may answer from. `id` ("e1") is what it cites."""

    id: str
    title: str
    text: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """The messages of one request, and the version of the rules they were made from."""

    system: str
    user: str
    version: str

    @property
    def length(self) -> int:
        """Its characters."""
        return len(self.system) + len(self.user)


def prompt_for(
    question: str, evidence: Sequence[EvidenceText], *, academy: str, today: date, about: Sequence[str] = ()
) -> Prompt:
    """The prompt for one question. `about` are the names that earlier turns or the question's own words point to."""
    version, rules = _rules()
    day = f"{today.year}년 {today.month}월 {today.day}일 {_WEEKDAYS[today.weekday()]}요일"
    parts = [_delimited(text) for text in evidence]
    parts += [f"<이야기>{defused(', '.join(about))}</이야기>"] if about else []
    parts.append(f"<질문>{defused(question)}</질문>")
    return Prompt(system=rules.format(academy=academy, today=day), user="\n".join(parts), version=version)


def defused(text: str) -> str:
    """The text without what looks like our delimiters or our citation marks."""
    return _BRACKETED.sub(r"(\1)", text).translate(_DELIMITERS)


def _delimited(evidence: EvidenceText) -> str:
    as_of = f' 기준일="{evidence.as_of.isoformat()}"' if evidence.as_of else ""
    title = defused(evidence.title).replace('"', "'")
    return f'<자료 번호="{evidence.id}" 제목="{title}"{as_of}>\n{defused(evidence.text)}\n</자료>'


@cache
def _rules() -> tuple[str, str]:
    head, _, rules = _FILE.read_text(encoding="utf-8").partition("\n---\n")
    return head.removeprefix("version:").strip(), rules.strip()
