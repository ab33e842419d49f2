"""Usage errors of the command line in Korean."""

from __future__ import annotations

import re

_USAGE = (
    (r"Missing argument '(.+)'\.", r"\1: 무엇인지 적어 주세요."),
    (r"Missing command\.", r"명령을 적어 주세요."),
    (r"No such command '(.+?)'\.", r"\1: 그런 명령은 없어요."),
    (r"No such option: (\S+)", r"\1: 그런 옵션은 없어요."),
    (r"\(Possible options: (.+)\)|Did you mean (.+)\?", r"혹시 \1\2인가요?"),
    (r"Option '(.+)' requires an argument\.", r"\1: 뒤에 값을 적어 주세요."),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", r"\1: 남는 말이에요. 띄어 쓴 질문은 따옴표로 묶어 주세요."),
    (r"Invalid value for '(.+?)': ", r"\1: "),
    (r"Invalid value: ", ""),
    (r"Input should be a valid integer.*", r"숫자로 적어 주세요."),
    (r"Input should be greater than or equal to (\d+)", r"\1 이상으로 적어 주세요."),
    (r"Input should be less than or equal to (\d+)", r"\1 이하로 적어 주세요."),
    (r"(?:[Ff]ile|[Dd]irectory|[Pp]ath) '(.+)' does not exist\.", r"\1: 그런 파일이나 폴더는 없어요."),
)


def in_korean(message: str) -> str:
    """A usage error as the command line library words it, in Korean as far as the table goes; the rest stays."""
    for pattern, korean in _USAGE:
        message = re.sub(pattern, korean, message)
    return message
