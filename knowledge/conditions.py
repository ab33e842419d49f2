"""What an eligibility rule demands, read from its nested cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.columns import CONDITION_KEYS, condition_key
from knowledge.problems import Problem
from knowledge.readers.rows import Cell
from knowledge.records import Condition
from knowledge.values import BadValue, items, number, shown

_DEEPEST = 5


def condition_of(cell: Cell, attribute: str, file: str, problems: list[Problem], *, depth: int = 0) -> Condition | None:
    """The condition in a mapping cell; conditions inside it inherit the attribute unless they name their own.
    None when nothing can be made of it; what is wrong is added to `problems`."""

    def problem(own: Cell, what: str, mend: str) -> None:
        problems.append(Problem(file=file, line=own.line, cell=own.place, what=what, mend=mend))

    if not isinstance(cell.value, Mapping) or depth > _DEEPEST:
        problem(cell, f"조건으로 읽을 수 없어요: {shown(cell.text)}", "‘min: 15’처럼 ‘이름: 값’으로 적어 주세요")
        return None
    values: dict[str, Any] = {"attribute": attribute}
    known = {}
    for heading, own in cell.value.items():
        key = condition_key(heading)
        if key is None:
            problem(
                own, f"모르는 조건이에요: {shown(heading)}", f"{', '.join(CONDITION_KEYS)} 가운데 하나로 적어 주세요"
            )
        else:
            known[key] = own
    if "attribute" in known:
        values["attribute"] = known.pop("attribute").text
    for key, own in known.items():
        try:
            if key in ("min", "max"):
                values[key] = number(own.text)
            elif key in ("one_of", "none_of"):
                values[key] = _texts(own)
            else:
                values[key] = tuple(
                    inside
                    for part in _parts(own)
                    if (inside := condition_of(part, values["attribute"], file, problems, depth=depth + 1)) is not None
                )
        except BadValue as bad:
            problem(own, f"{key}: {bad.what}", bad.mend)
    condition = Condition(**values)
    if condition.min is not None and condition.max is not None and condition.min > condition.max:
        problem(
            known["max"],
            f"최대({condition.max:g})가 최소({condition.min:g})보다 작아요",
            "두 값을 바꿔 적었는지 봐 주세요",
        )
    if not known and cell.value:
        return None
    if not known:
        problem(cell, "조건이 비어 있어요", f"{', '.join(list(CONDITION_KEYS)[1:])} 가운데 하나를 적어 주세요")
        return None
    nested = (*condition.any_of, *condition.all_of)
    if not condition.attribute and not nested:
        problem(
            cell, "무엇에 대한 조건인지(attribute) 적혀 있지 않아요", "age, residence처럼 항목(attribute)을 적어 주세요"
        )
        return None
    return condition


def attributes_of(condition: Condition) -> tuple[str, ...]:
    """The attributes a condition asks about, in order, each once."""
    own = (condition.attribute,) if condition.attribute and not (condition.any_of or condition.all_of) else ()
    inside = (name for part in (*condition.any_of, *condition.all_of) for name in attributes_of(part))
    return tuple(dict.fromkeys((*own, *inside)))


def _texts(cell: Cell) -> tuple[str, ...]:
    if isinstance(cell.value, tuple):
        return tuple(part.text for part in cell.value)
    return items(cell.text)


def _parts(cell: Cell) -> tuple[Cell, ...]:
    """The conditions of a list; a single one may stand without the dash."""
    return cell.value if isinstance(cell.value, tuple) else (cell,)


_ATTRIBUTES = {
    "age": "나이 연령 만나이",
    "residence": "거주 거주지 거주지역 사는곳 주소 지역",
    "registration": "주민등록 주민등록지",
    "school": "학교 재학 재학학교 대학",
    "graduated_school": "졸업 졸업학교 출신학교 졸업대학",
    "years_since_graduation": "졸업후 졸업후연수 졸업연수",
    "career": "경력 근무경력 직장경력",
    "employment": "재직 재직여부 취업 취업상태 고용 고용상태 직업",
    "nationality": "국적",
    "major": "전공",
}
_ATTRIBUTE_OF = {name: key for key, names in _ATTRIBUTES.items() for name in (key, *names.split())}


def attribute_named(written: str) -> str:
    """The attribute that a rule means, by the name the code knows it under; one it does not know stays as it is."""
    return _ATTRIBUTE_OF.get(written.strip().lower().replace(" ", ""), written.strip())
