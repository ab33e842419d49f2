"""Lets a service that keeps failing rest, so that nobody waits for what will not come."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


class Circuit:
    """After `failures` in a row nobody passes for `rest` seconds; then one does, and its success closes the circuit.
    May be used from any thread."""

    def __init__(self, *, failures: int = 3, rest: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._lock = Lock()
        self._failed = 0
        self._until = 0.0

    def passes(self) -> bool:
        """Whether to try now. Of several that ask after a rest only the first may."""
        with self._lock:
            if self._failed < self._most:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + self._rest
            return True

    def succeeded(self) -> None:
        """The last try went well."""
        with self._lock:
            self._failed = 0

    def failed(self, *, rest: float = 0.0) -> None:
        """The last try failed. With `rest` the service said itself for how many seconds not to come back."""
        with self._lock:
            self._failed = self._most if rest else self._failed + 1
            if self._failed >= self._most:
                self._until = self._clock() + max(rest, self._rest)
