"""What can go wrong on this floor and may pass by itself."""

from __future__ import annotations

from errors import OperatorError


class StoreDown(OperatorError):
    """Raised when the database does not answer now; some seconds later it may. At the command line it says what the
    operator can look at."""

    def __init__(self) -> None:
        super().__init__(
            "대화 저장소가 답하지 않아요. 데이터베이스가 켜져 있는지, DATABASE_URL이 맞는지 확인해 주세요."
        )
