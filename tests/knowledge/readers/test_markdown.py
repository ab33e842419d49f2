from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.readers.documents import Document
from knowledge.readers.markdown import read_markdown

WILD = """\
# Frequently asked *questions* {#top}

Intro with [a link](https://example.com/a_b).

<p align="center"><img src="x.png"></p>

<!-- hidden
note -->

Getting started
---------------

### How do I `install`?

Steps:

1. Do this
   - nested a
     - deeper b

       with a paragraph
   - nested c
2. Then that

| OS | Command |
|----|---------|
| Linux | `apt` |
| Mac | `brew` |

```bash
# not a heading
brew install x
```

> quoted
> text

**Q: Is it free?**

Yes.

**Note**

Careful.

<details>
<summary>Can I <b>fold</b>?</summary>

Sure, folded.

</details>

After the fold.

[ref]: https://example.com "t"

## Last
"""


def sections(text: str) -> dict[str, list[str]]:
    document = read_markdown(text, "a.md")
    return {section.title: blocks(document, section.title) for section in document.sections}


def blocks(document: Document, title: str) -> list[str]:
    return [
        document.text[block.start : block.end]
        for section in document.sections
        if section.title == title
        for block in section.blocks
    ]


def test_headings_of_both_kinds_make_sections_with_their_path() -> None:
    document = read_markdown(WILD, "a.md")
    paths = {section.title: section.path for section in document.sections}
    assert document.title == "Frequently asked questions"
    assert paths["Getting started"] == ("Frequently asked questions",)
    assert paths["How do I install?"] == ("Frequently asked questions", "Getting started")
    assert paths["Last"] == ("Frequently asked questions",)
    assert {section.title for section in document.sections if section.group} >= {
        "Frequently asked questions",
        "Getting started",
    }


def test_a_heading_knows_its_line_and_slice() -> None:
    document = read_markdown(WILD, "a.md")
    (section,) = (section for section in document.sections if section.title == "Getting started")
    assert section.line == 10
    assert document.text[section.start : section.end] == "Getting started\n---------------"


def test_nested_items_and_table_rows_are_blocks_that_know_what_they_hang_on() -> None:
    document = read_markdown(WILD, "a.md")
    (section,) = (section for section in document.sections if section.title == "How do I install?")
    leads = {document.text[block.start : block.end]: block.lead for block in section.blocks}
    assert leads["- deeper b"] == "Steps: > Do this > nested a"
    assert leads["with a paragraph"] == "Steps: > Do this > nested a > deeper b"
    assert leads["2. Then that"] == "Steps:"
    assert leads["| OS | Command |\n|----|---------|"] == ""
    assert leads["| Mac | `brew` |"] == "| OS | Command |"
    assert "```bash\n# not a heading\nbrew install x\n```" in leads


def test_questions_without_a_heading_open_a_section() -> None:
    found = sections(WILD)
    assert found["Q: Is it free?"] == ["Yes.", "**Note**", "Careful."]
    assert found["Can I fold?"] == ["Sure, folded."]
    assert "After the fold." not in found["Can I fold?"]


def test_what_nobody_sees_is_no_text() -> None:
    text = "\n".join(part for parts in sections(WILD).values() for part in parts)
    for unseen in ("hidden", "img", "[ref]", "details"):
        assert unseen not in text


def test_front_matter_is_cells_and_no_text() -> None:
    document = read_markdown("---\ntitle: 안내\n기준일: 2026-09-01\n---\n\n본문\n", "a.md")
    assert [(cell.heading, cell.text, cell.line) for cell in document.front] == [
        ("title", "안내", 2),
        ("기준일", "2026-09-01", 3),
    ]
    assert [document.text[b.start : b.end] for b in document.sections[0].blocks] == ["본문"]


def test_broken_front_matter_is_told_with_the_line_of_the_file() -> None:
    (problem,) = read_markdown("---\ntitle: 안내\nurl: [a\n---\n본문\n", "a.md").problems
    assert problem.line in (3, 4)


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    document = read_markdown("---\n\n본문\n\n---\n\n더\n", "a.md")
    assert [document.text[b.start : b.end] for b in document.sections[0].blocks] == ["본문", "더"]


def test_html_blocks_keep_the_lines_that_show_something() -> None:
    assert sections("<div>\n  <b>굵게</b> 보임\n</div>\n\n끝\n") == {"": ["<b>굵게</b> 보임", "끝"]}


def test_a_text_without_headings_is_one_section() -> None:
    assert sections("가\n\n나\n") == {"": ["가", "나"]}


LINES = (
    "# 제목|## 둘|#### 넷|글이에요.|- 하나|  - 안쪽|1. 순서|```|> 인용|||밑줄\n===|<details>|<summary>질문?</summary>|"
    "</details>|<!-- 숨김 -->|**질문?**|[a]: http://b|---|    들여쓰기|이렇게도 물어요: 가 / 나|\t탭"
)
TABLE = "~ 가 ~ 나 ~\n~---~---~\n~ 1 ~ 2 ~".replace("~", "|")
MARKDOWN = st.lists(st.sampled_from([*LINES.split("|"), TABLE]), max_size=25).map("\n".join)


@given(MARKDOWN | st.text(max_size=200))
def test_any_text_makes_blocks_that_are_whole_lines_and_do_not_overlap(text: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    document = read_markdown(text, "a.md")
    end = 0
    for block in sorted((own for section in document.sections for own in section.blocks), key=lambda own: own.start):
        assert end <= block.start < block.end <= len(text)
        assert not text[block.end :].split("\n")[0].strip()
        end = block.end
