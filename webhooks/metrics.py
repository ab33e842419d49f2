"""What `/metrics` tells: how many turns of which kind, and how long they took."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from bot.answer_object import Kind
from bot.answers import Engine

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

router = APIRouter()


class Metrics:
    """One app's figures, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._turns = Counter("saessak_turns", "Turns answered", ["kind", "engine"], registry=self._registry)
        self._failures = Counter("saessak_turn_failures", "Turns that failed", registry=self._registry)
        self._seconds = Histogram(
            "saessak_turn_seconds", "Seconds from question to reply", buckets=_SECONDS, registry=self._registry
        )

        self._updates = Counter(
            "saessak_telegram_updates", "What came to the webhook", ["outcome"], registry=self._registry
        )

    def received(self, outcome: str) -> None:
        """Counts one call of the webhook by what became of it."""
        self._updates.labels(outcome).inc()

    def answered(self, *, kind: Kind, engine: Engine, seconds: float) -> None:
        """Counts one answered turn."""
        self._turns.labels(kind, engine).inc()
        self._seconds.observe(seconds)

    def failed(self) -> None:
        """Counts one turn that ended in an error."""
        self._failures.inc()

    def exposition(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self._registry)


def metrics_of(request: Request) -> Metrics:
    """The app's figures."""
    metrics = request.app.state.metrics
    assert isinstance(metrics, Metrics)
    return metrics


AppMetrics = Annotated[Metrics, Depends(metrics_of)]


class MetricsResponse(Response):
    """Prometheus' text format."""

    media_type = CONTENT_TYPE_LATEST


@router.get("/metrics", response_class=MetricsResponse)
def metrics(metrics: AppMetrics) -> MetricsResponse:
    """The figures of this process."""
    return MetricsResponse(metrics.exposition())
