"""Writes the README's table of settings from `settings.py`: `python scripts/readme_table.py`."""

from __future__ import annotations

from pathlib import Path

from settings import HERE, Settings, variable

README = HERE / "README.md"
BEGIN, END = "<!-- settings -->", "<!-- /settings -->"


def table() -> str:
    """The table in Markdown: variable, meaning, default."""
    rows = ["| 변수 | 뜻 | 기본값 |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.default.relative_to(HERE) if isinstance(field.default, Path) else field.default
        rows.append(f"| `{variable(name)}` | {field.description} | {f'`{default}`' if default else '없음'} |")
    return "\n".join(rows)


def renewed(readme: str) -> str:
    """The README's text with the table as it should be."""
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
