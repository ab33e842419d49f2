"""The files of a folder: which are read, and their bytes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from knowledge.problems import Problem

_LARGEST = 20_000_000  # bytes of one file
_MOST_FILES = 5_000


def files_of(folder: Path, problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    """(path, name) of every file in order of names; hidden and editors' files are passed over, loops of links end."""
    seen: set[Path] = set()
    count = 0

    def walk(here: Path, prefix: str) -> Iterator[tuple[Path, str]]:
        nonlocal count
        try:
            real = here.resolve()
            entries = sorted(here.iterdir(), key=lambda path: unicodedata.normalize("NFC", path.name))
        except OSError as error:
            problems.append(
                Problem(
                    file=prefix or here.name,
                    what=f"폴더를 열 수 없어요 ({_why(error)})",
                    mend="읽기 권한이 있는지 확인해 주세요",
                )
            )
            return
        if real in seen:
            return
        seen.add(real)
        for path in entries:
            shown_name = unicodedata.normalize("NFC", path.name).encode(errors="replace").decode()
            if path.name.startswith((".", "~$")) or path.name.endswith(("~", ".tmp", ".bak", ".swp")):
                continue
            if path.is_dir():
                yield from walk(path, f"{prefix}{shown_name}/")
            elif path.is_file() or path.is_symlink():
                count += 1
                if count <= _MOST_FILES:
                    yield path, prefix + shown_name

    yield from walk(folder, "")
    if count > _MOST_FILES:
        problems.append(
            Problem(
                file=folder.name,
                what=f"파일이 {count}개나 있어요",
                mend=f"지식 파일만 두고 {_MOST_FILES}개를 넘지 않게 해 주세요",
            )
        )


def content_of(path: Path, name: str, problems: list[Problem]) -> bytes | None:
    """The bytes of a file; None, and a problem, when it cannot be opened or is too large."""
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            problems.append(
                Problem(
                    file=name,
                    what=f"파일이 너무 커요 ({size / 1_000_000:.0f}MB)",
                    mend="20MB가 넘지 않게 나누어 주세요",
                )
            )
            return None
        return path.read_bytes()
    except OSError as error:
        problems.append(
            Problem(
                file=name,
                what=f"파일을 열 수 없어요 ({_why(error)})",
                mend="파일이 있는지, 읽기 권한이 있는지 확인해 주세요",
            )
        )
        return None


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "파일이 없거나 링크가 끊어졌어요"
    return "권한이 없어요" if isinstance(error, PermissionError) else str(error.strerror)
