"""A service that keeps failing rests."""

from __future__ import annotations

from bot.circuit import Circuit


def test_after_failures_in_a_row_it_rests_and_one_tries_again() -> None:
    now = 100.0
    circuit = Circuit(failures=2, rest=30, clock=lambda: now)
    circuit.failed()
    assert circuit.passes()
    circuit.failed()
    assert not circuit.passes()
    now += 31
    assert [circuit.passes(), circuit.passes()] == [True, False]
    circuit.succeeded()
    assert circuit.passes()


def test_a_success_between_failures_starts_the_count_anew() -> None:
    circuit = Circuit(failures=2)
    circuit.failed()
    circuit.succeeded()
    circuit.failed()
    assert circuit.passes()


def test_who_says_how_long_is_left_alone_that_long() -> None:
    now = 0.0
    circuit = Circuit(failures=3, rest=10, clock=lambda: now)
    circuit.failed(rest=60)
    now = 59
    assert not circuit.passes()
    now = 61
    assert circuit.passes()
