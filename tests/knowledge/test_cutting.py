from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from knowledge.cutting import cut
from knowledge.readers.documents import read_text
from knowledge.readers.markdown import read_markdown
from knowledge.records import Block


def pieces(text: str, limit: int = 400) -> list[str]:
    return [
        text[piece.start : piece.end]
        for section in read_markdown(text, "a.md").sections
        for piece in cut(text, section.blocks, limit=limit)
    ]


def test_a_short_text_stays_one_piece() -> None:
    assert pieces("첫 문단이에요.\n\n둘째 문단이에요.\n") == ["첫 문단이에요.\n\n둘째 문단이에요."]


def test_a_long_text_is_cut_between_paragraphs() -> None:
    text = "\n\n".join(f"{number}번째 문단이에요. " + "글이 이어져요. " * 10 for number in range(6))
    found = pieces(text, limit=200)
    assert all(piece[0].isdigit() for piece in found)
    assert all(len(piece) <= 200 for piece in found)


def test_a_long_paragraph_is_cut_at_the_ends_of_its_sentences() -> None:
    text = "교육비는 무료예요. " * 60
    assert all(piece.startswith("교육비는") and piece.endswith("무료예요.") for piece in pieces(text, limit=100))
    assert len(pieces(text, limit=100)) > 5


def test_a_date_an_amount_or_a_link_is_never_cut() -> None:
    text = (
        "마감은 2026. 9. 28. 까지이고 2026년 10월 1일 시작, 1,000 만원 [지원 하기](https://example.com/a b) 눌러요 "
        * 20
    )
    for piece in pieces(text, limit=60):
        assert piece.count("[") == piece.count("](") == piece.count(")")
        assert not piece.endswith(("2026.", "9.", "2026년", "10월", "1,000"))


def test_a_table_row_is_never_cut_and_knows_its_heading_row() -> None:
    rows = [f"| 과정 {number} | {'아주 긴 설명 ' * 20}|" for number in range(12)]
    text = "\n".join(["| 과정 | 설명 |", "|---|---|", *rows])
    (section,) = read_markdown(text, "a.md").sections
    found = cut(text, section.blocks, limit=300)
    joined = [line for piece in found for line in text[piece.start : piece.end].split("\n")]
    assert joined == text.split("\n")
    assert {piece.lead for piece in found[1:]} == {"| 과정 | 설명 |"}


def test_a_word_longer_than_any_piece_stays_whole() -> None:
    assert pieces("가" * 3000) == ["가" * 3000]


def test_pieces_do_not_reach_over_what_was_taken_out() -> None:
    text = "앞이에요.\n이렇게도 물어요: 가\n뒤예요.\n"
    found = cut(text, (Block(0, 5), Block(text.index("뒤"), len(text) - 1)))
    assert [text[piece.start : piece.end] for piece in found] == ["앞이에요.", "뒤예요."]


WORDS = st.lists(
    st.sampled_from(
        [
            "교육비는",
            "무료예요.",
            "2026년 9월 28일까지",
            "신청하세요!",
            "정말요?",
            "1,000 만원",
            "https://example.com/a",
            "[지원 하기](https://a.kr/b)",
            "02-123-4567",
            "A.",
            "- 항목",
            "\n",
            "\n\n",
            "|",
            "가" * 80,
            "(괄호 안",
            "괄호 밖)",
            "`code x`",
            "**굵은 글**",
        ]
    ),
    max_size=80,
).map(" ".join)


@given(WORDS | st.text(max_size=300), st.integers(10, 120))
def test_pieces_are_slices_that_hold_everything_and_break_only_at_white_space(text: str, limit: int) -> None:
    text = text.replace("\r", "\n")
    for document in (read_text(text), read_markdown(text, "a.md")):
        for section in document.sections:
            found = cut(text, section.blocks, limit=limit)
            held = {at for piece in found for at in range(piece.start, piece.end)}
            wanted = {at for block in section.blocks for at in range(block.start, block.end) if not text[at].isspace()}
            assert wanted <= held
            for before, after in pairwise(found):
                assert before.end <= after.start
            for piece in found:
                assert text[piece.start : piece.end] == text[piece.start : piece.end].strip() != ""
                assert (
                    piece.end == len(text)
                    or text[piece.end].isspace()
                    or piece.end in {own.end for own in section.blocks}
                )
