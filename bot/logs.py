"""Where log events go: standard error, readable at a terminal and JSON elsewhere, without bot tokens."""

from __future__ import annotations

import logging
import sys

import structlog

from bot.redaction import keep_tokens_out_of_logs, redact_event


def write_logs(*, level: int = logging.INFO) -> None:
    """Sets up structlog and the standard `logging` for this process. Calling it again changes nothing."""
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s", level=max(level, logging.WARNING))
    keep_tokens_out_of_logs()
    stamp = structlog.processors.TimeStamper(fmt="iso")
    shown: structlog.typing.Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stderr.isatty():
        stamp = structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)
        shown = structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            stamp,
            structlog.processors.format_exc_info,
            redact_event,
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
