"""Whether the server is alive, whether it can answer, and how the assistant introduces itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from knowledge.problems import Problem, Severity
from webhooks.errors import SENTENCES, documented
from webhooks.opening import RETRY_AFTER, Opening, ReadyAssistant, opening_of

router = APIRouter()


class Liveness(BaseModel):
    """The process runs."""

    alive: bool = True


class ProblemObject(BaseModel):
    """What is wrong in a knowledge file; see `knowledge.problems.Problem`."""

    file: str
    where: str
    what: str
    mend: str
    severity: Severity

    @classmethod
    def of(cls, problem: Problem) -> ProblemObject:
        """The problem as it is published."""
        return cls(
            file=problem.file, where=problem.where, what=problem.what, mend=problem.mend, severity=problem.severity
        )


class Readiness(BaseModel):
    """Whether questions can be answered; `reason` says in Korean why not. `problems` of the files do not keep
    the assistant from answering: it goes on with the last good index, `generation`."""

    ready: bool
    reason: str = ""
    generation: str = ""
    passages: int = 0
    problems: list[ProblemObject] = []


class About(BaseModel):
    """How the assistant introduces itself. `greeting` is Markdown; `as_of` is the knowledge's newest date."""

    name: str
    greeting: str
    as_of: str
    site: str
    suggestions: list[str]


@router.get("/healthz")
def alive() -> Liveness:
    """200 as soon as the server listens."""
    return Liveness()


@router.get("/readyz", responses={503: {"model": Readiness}})
def ready(opening: Annotated[Opening, Depends(opening_of)], response: Response) -> Readiness:
    """200 when questions can be answered, else 503 with the reason."""
    assistant = opening.assistant
    if assistant is None:
        readiness = Readiness(ready=False, reason=opening.reason)
    else:
        health = assistant.health()
        readiness = Readiness(
            ready=health.ready,
            reason="" if health.ready else SENTENCES["not_ready"],
            generation=health.generation,
            passages=health.passages,
            problems=[ProblemObject.of(problem) for problem in health.problems],
        )
    if not readiness.ready:
        response.status_code = 503
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return readiness


@router.get("/api/about", responses=documented(503))
def about(assistant: ReadyAssistant) -> About:
    """Name, greeting, date and first suggestions, for a page to begin with."""
    said = assistant.about()
    return About(
        name=said.get("name", ""),
        greeting=said.get("greeting", ""),
        as_of=said.get("as_of", ""),
        site=said.get("site", ""),
        suggestions=said.get("suggestions", "").splitlines(),
    )
