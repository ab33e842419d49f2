"""Numbers that are known only within bounds: an age of 27 or 28, two to three years since graduation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A number between `low` and `high`, both included. `loose`: an age that may be counted the Korean way, which
    makes a person one or two years older than the law counts."""

    low: float
    high: float
    loose: bool = False

    def within(self, low: float | None, high: float | None) -> bool | None:
        """Whether the number lies within these limits; None when its bounds do not tell."""
        lowest = self.low - 2 if self.loose and high is not None and self.low > high else self.low
        if (low is not None and self.high < low) or (high is not None and lowest > high):
            return False
        inside = (low is None or self.low >= low) and (high is None or self.high <= high)
        return True if inside else None


def years_between(earlier: date, later: date) -> float:
    """Whole years from one day to another, and the rest of a year as a fraction."""
    years = later.year - earlier.year
    if (later.month, later.day) < (earlier.month, earlier.day):
        years -= 1
    return round(years + (later - _anniversary(earlier, earlier.year + years)).days / 366, 3)


def _anniversary(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # the 29th of February
        return date(year, 3, 1)
