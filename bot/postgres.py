"""A Postgres server that never keeps anyone waiting: every wait has an end, on its side and on ours."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, Engine, create_engine, event, text

_CONNECT = 2  # seconds
_SILENCE = 3.0  # seconds; longer than any limit that the server keeps itself
_LIMITS = "-c statement_timeout=2000 -c lock_timeout=1500 -c idle_in_transaction_session_timeout=30000"


class _Impatient(psycopg.Connection[Any]):
    """Gives a server up that is connected and silent, as one whose disk hangs is: it keeps none of its own limits."""

    silence = _SILENCE

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, timeout or self.silence)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()  # or its answer would come to the next question
            raise


def postgres_engine(address: URL) -> Engine:
    """An engine with limits; those that the address names itself hold instead. Connects to nothing yet."""
    limits = {"connect_timeout": _CONNECT, "tcp_user_timeout": 4000, "options": _LIMITS, "application_name": "saessak"}
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_timeout=_CONNECT,
        connect_args={name: value for name, value in limits.items() if name not in address.query},
        hide_parameters=True,
    )
    event.listen(engine, "do_connect", lambda _dialect, _record, _args, named: _Impatient.connect(**named))
    return engine


def be_patient(connection: Connection, *, seconds: int) -> None:
    """Lets each statement of this transaction, and its waits for locks, take so long."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, _Impatient)
    raw.silence = seconds + _SILENCE
    for limit in ("statement_timeout", "lock_timeout"):
        connection.execute(text(f"SET LOCAL {limit} = '{seconds}s'"))
