"""What can go wrong with the index. The operator's errors say in Korean what to do; nobody sees a traceback."""

from __future__ import annotations

from collections.abc import Sequence

from errors import OperatorError
from knowledge.problems import Problem, Severity


class EmbeddingFailed(OperatorError):
    """Raised when texts cannot be embedded now. Search goes on with words alone; a sync stops."""


class StoreFailed(OperatorError):
    """Raised when the index cannot be written or the Chroma server cannot be reached."""


class BuilderBusy(OperatorError):
    """Raised when another process is building this index; `pid` is that process, 0 when it is not known."""

    def __init__(self, pid: int) -> None:
        who = f"다른 프로세스(pid {pid})가" if pid else "다른 프로세스가"
        super().__init__(f"{who} 지금 색인을 만들고 있어요. 끝난 뒤에 다시 해 주세요.")
        self.pid = pid


class BrokenKnowledge(OperatorError):
    """Raised when the files have errors and there is no earlier index to answer from."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        shown = [f"  · {problem}" for problem in errors[:5]]
        if len(errors) > len(shown):
            shown.append(f"  · 그 밖에 {len(errors) - len(shown)}건")
        super().__init__("\n".join(["지식 파일에 고칠 곳이 있어 색인을 만들 수 없어요.", *shown]))
        self.problems = tuple(problems)


class BrokenGeneration(Exception):
    """Raised when a generation is missing, unfinished, damaged or made otherwise than this program makes it.

    The files are the truth and the index is only made from them, so the remedy is always to build anew.
    """
