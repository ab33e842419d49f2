"""What time it is where the academy is. Frozen for demonstrations, measurement and tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time in one zone. `frozen` stops it: a date means the noon of that day."""

    zone: ZoneInfo = SEOUL
    frozen: date | datetime | None = None

    def now(self) -> datetime:
        """The present instant, aware, in the academy's zone."""
        if self.frozen is None:
            return datetime.now(self.zone)
        if isinstance(self.frozen, datetime):
            return self.frozen.astimezone(self.zone) if self.frozen.tzinfo else self.frozen.replace(tzinfo=self.zone)
        return datetime.combine(self.frozen, time(12), self.zone)

    def today(self) -> date:
        """The present day in the academy's zone."""
        return self.now().date()
