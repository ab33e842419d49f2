"""What is wrong in a knowledge file: where it stands, what is wrong, how to mend it. In Korean, for staff."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters.

    An ERROR keeps the file from being used: the last good index stays live. A WARNING is served but must be
    mended (a past deadline still called open): `knowledge check` fails on it. A NOTICE is only told.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in one place. `where` is a line ("12번째 줄") or a cell ("과정!C7"); may be empty."""

    file: str
    what: str
    mend: str
    line: int | None = None
    cell: str = ""
    severity: Severity = Severity.ERROR

    @property
    def where(self) -> str:
        """The place as staff read it: file, then sheet and cell or line."""
        if self.cell:
            return f"{self.file} {self.cell}"
        if self.line is not None:
            return f"{self.file} {self.line}번째 줄"
        return self.file

    def __str__(self) -> str:
        return f"{self.where}: {self.what} → {self.mend}"
