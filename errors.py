"""The operator's errors: shown as one sentence that says what to do, without a traceback."""

from __future__ import annotations


class OperatorError(Exception):
    """Raised when the person who runs the program must change something; the text says what, in Korean."""
