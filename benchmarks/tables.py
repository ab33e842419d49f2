"""Writes what was measured into the page that shows it."""

from __future__ import annotations

from pathlib import Path


def write_between(page: Path, name: str, text: str) -> None:
    """Replaces what stands between `<!-- name -->` and `<!-- /name -->` of a page."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    written = page.read_text(encoding="utf-8")
    if begin not in written or end not in written:
        raise SystemExit(f"{page}: {begin} {end}")
    before, rest = written.split(begin, 1)
    page.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end, 1)[1]}", encoding="utf-8")
