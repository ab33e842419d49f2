"""The README tells the truth: its table of settings, its commands, its links."""

from __future__ import annotations

import re

import pytest

import main
from scripts import readme_table
from settings import HERE, Settings, variable

README = readme_table.README.read_text(encoding="utf-8")


def test_the_table_of_settings_is_what_settings_py_says() -> None:
    assert readme_table.renewed(README) == README, "run: python scripts/readme_table.py"


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_documented(field: str) -> None:
    assert f"| `{variable(field)}` | {Settings.model_fields[field].description} |" in README


def test_every_command_is_in_the_readme() -> None:
    groups = {"knowledge": main.knowledge, "evaluate": main.evaluate}
    names = [command.name or getattr(command.callback, "__name__", "") for command in main.app.registered_commands]
    names += [f"{group} {command.name}" for group, app in groups.items() for command in app.registered_commands]
    assert [name for name in names if f"`saessak {name}" not in README] == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/measuring.md"])
def test_links_between_the_pages_lead_somewhere(page: str) -> None:
    folder = (HERE / page).parent
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", (HERE / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (folder / link).exists()] == []


def test_it_says_that_it_is_unofficial_and_when_its_knowledge_was_gathered() -> None:
    assert "비공식" in README
    assert "2026년 11월 23일" in README
    assert "unofficial" in README
    assert "23 November 2026" in README


def test_the_targets_it_names_are_in_the_makefile() -> None:
    makefile = (HERE / "Makefile").read_text(encoding="utf-8")
    pages = README + (HERE / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z-]+)", pages)) - {"sure"}
    assert [target for target in named if not re.search(rf"^{target}:", makefile, re.M)] == []
