"""The campuses nearest to a point on the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.coordinates import Position, Precision, position_of
from knowledge.records import Campus

_FAR = 30.0  # km from which nobody would call a campus near


@dataclass(frozen=True, slots=True)
class Near:
    """A campus and how far it is, as the crow flies; measured from its district or its region where no more is known."""

    campus: Campus
    km: float
    precision: Precision

    @property
    def far(self) -> bool:
        """Whether it is too far to be called near."""
        return self.km > _FAR


def nearest(here: Position, campuses: Iterable[Campus]) -> list[Near]:
    """The campuses that can be placed on the map, the nearest first."""
    placed = ((campus, position) for campus in campuses if (position := position_of(campus)))
    found = [Near(campus, here.km_to(position), position.precision) for campus, position in placed]
    return sorted(found, key=lambda near: near.km)
