"""Where an eligibility check stands, as callback data: nothing else remembers it, and nobody but the chat sees it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.eligibility_check import CheckQuestion
from bot.telegram.ids import token_of

PREFIX = "e:"
_NEW = re.compile(r"e:n:(?P<course>[^:]*)")
_STATE = re.compile(r"e:(?P<verb>[qx]):(?P<course>[^:]*):(?P<rules>[^:]*):(?P<answers>[^:]*)")
_ANSWER = re.compile(r"([a-z])(?:([A-Z])|([\d.]+(?:-[\d.]+)?))")
_SHORT = 11  # bytes of an id here, so that a dozen answers fit beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`course` is the token of a course, empty for what is asked of everyone; `rules` tells the questions apart from those
    of other rules; `answers` are pairs of a question's letter and an option's, or a number."""

    course: str = ""
    rules: str = ""
    answers: str = ""

    @property
    def data(self) -> str:
        """The data of a button that leads here."""
        return f"e:q:{self.course}:{self.rules}:{self.answers}"

    @property
    def stop(self) -> str:
        """The data of the button that stops here."""
        return f"e:x:{self.course}:{self.rules}:{self.answers}"

    def back(self) -> State:
        """Before the last answer."""
        return replace(self, answers="".join(match.group() for match in list(_ANSWER.finditer(self.answers))[:-1]))

    def answered(self, questions: Sequence[CheckQuestion], id: str, value: str) -> State:
        """With one more answer, to the question with this id: the value of an option of it, or a number."""
        number = next(number for number, question in enumerate(questions) if question.id == id)
        values = [option.value for option in questions[number].options]
        said = chr(ord("A") + values.index(value)) if value in values else value
        return replace(self, answers=f"{self.answers}{chr(ord('a') + number)}{said}")

    def values(self, questions: Sequence[CheckQuestion]) -> dict[str, str]:
        """The answers by the ids of their questions; later ones count."""
        found = {}
        for letter, option, number in _ANSWER.findall(self.answers):
            if (index := ord(letter) - ord("a")) < len(questions):
                options = questions[index].options
                chosen = ord(option) - ord("A") if option else -1
                found[questions[index].id] = options[chosen].value if 0 <= chosen < len(options) else number
        return found


def begun(course: str) -> str:
    """The callback data of a button that begins a check for a course, or with "" for what is asked of everyone: in a
    message of its own, whatever stands above the button."""
    return f"e:n:{code_of(course)}"


def code_of(course: str) -> str:
    """The token of a course, or of none."""
    return token_of(course, _SHORT) if course else ""


def course_in(data: str) -> str | None:
    """The token of the course that such a button is about; None for any other button."""
    match = _NEW.fullmatch(data)
    return match["course"] if match else None


def state_in(data: str) -> State | None:
    """The state in the data of a button that leads to one, or that stops there; None in any other's."""
    match = _STATE.fullmatch(data)
    return State(course=match["course"], rules=match["rules"], answers=match["answers"]) if match else None


def stops(data: str) -> bool:
    """Whether a button stops the check."""
    match = _STATE.fullmatch(data)
    return match is not None and match["verb"] == "x"


def fingerprint(questions: Sequence[CheckQuestion]) -> str:
    """Four characters that change with the questions or their options."""
    spelled = repr([(question.id, [option.value for option in question.options]) for question in questions])
    return hashlib.blake2b(spelled.encode(), digest_size=2).hexdigest()
