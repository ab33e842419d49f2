"""Whether the server is alive, whether it can answer, and how the assistant introduces itself."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from bot.answer_object import ContactObject
from bot.introduction import introduction, privacy_notice
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
    """How the assistant introduces itself. `greeting` and `privacy` are Markdown; `as_of` is the knowledge's newest
    date, empty where none is written."""

    name: str
    greeting: str
    as_of: str
    site: str
    suggestions: list[str]
    privacy: str
    contact: ContactObject


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


@router.get("/api/about", responses=documented(422, 503))
def about(request: Request, assistant: ReadyAssistant, locale: Annotated[Literal["ko", "en"], Query()] = "ko") -> About:
    """Name, greeting, date and first suggestions, for a page to begin with; what is kept, and whom to ask."""
    library = assistant.library
    told = introduction(library, locale=locale)
    return About(
        name=told.name,
        greeting=told.greeting,
        as_of=told.as_of.isoformat() if told.as_of else "",
        site=told.site,
        suggestions=list(told.suggestions),
        privacy=privacy_notice(library, request.app.state.settings, channel="web", locale=locale),
        contact=ContactObject(phone=told.contact.phone, email=told.contact.email, url=told.contact.url),
    )
