from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.entities import Formatted, formatted, joined, linked, quoted, utf16_length


def shown(message: Formatted) -> list[tuple[str, str, str | None]]:
    """Each entity as (kind, the text under it as Telegram counts, address)."""
    units = message.text.encode("utf-16-le")
    return [
        (str(e.type), units[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le"), e.url)
        for e in message.entities
    ]


def test_bold_and_links_become_entities_and_the_signs_disappear() -> None:
    message = formatted("**성동 4기**는 [모집 공고](https://a.example/x?y=1)에서 봐요. [1]")
    assert message.text == "성동 4기는 모집 공고에서 봐요. [1]"
    assert shown(message) == [
        ("bold", "성동 4기", None),
        ("text_link", "모집 공고", "https://a.example/x?y=1"),
    ]


def test_offsets_count_an_emoji_as_two_units() -> None:
    message = formatted("🎓🎓 **과정** 🎓 [여기](https://a.example)")
    assert shown(message) == [("bold", "과정", None), ("text_link", "여기", "https://a.example")]
    assert message.entities[0].offset == 5


def test_a_link_inside_bold_keeps_both() -> None:
    message = formatted("**먼저 [공고](https://a.example)를 보세요**")
    assert message.text == "먼저 공고를 보세요"
    assert shown(message) == [("bold", "먼저 공고를 보세요", None), ("text_link", "공고", "https://a.example")]


def test_a_bold_label_of_a_link_is_linked() -> None:
    assert shown(formatted("[**공고**](https://a.example)")) == [("text_link", "공고", "https://a.example")]


def test_lists_keep_their_lines_and_depth() -> None:
    message = formatted("두 가지예요.\n- **하나**\n  - 작은 것\n- 둘\n\n1. 지원\n2. 면접")
    assert message.text == "두 가지예요.\n• 하나\n  • 작은 것\n• 둘\n\n1. 지원\n2. 면접"


def test_what_is_no_markup_stays_as_it_is_written() -> None:
    for text in (
        "2 ** 3 ** 4",
        "**",
        "****",
        "a_b_c",
        "[1][2]",
        "[1] (참고)",
        "10 - 3",
        "-5도",
        "[빈]()",
        "`x`",
        "<b>",
    ):
        assert formatted(text) == Formatted(text)


def test_an_address_with_brackets_is_taken_whole() -> None:
    message = formatted("([위키](https://a.example/b_(c)))")
    assert message.text == "(위키)"
    assert shown(message) == [("text_link", "위키", "https://a.example/b_(c)")]


def test_telephone_and_mail_links_become_text_that_telegram_finds_by_itself() -> None:
    assert formatted("[02-123-4567](tel:021234567)") == Formatted("02-123-4567")
    assert formatted("[전화하기](tel:021234567)") == Formatted("전화하기 (021234567)")
    assert formatted("[메일](mailto:a@b.example)") == Formatted("메일 (a@b.example)")


def test_an_address_telegram_would_refuse_is_no_link() -> None:
    assert formatted("[누르세요](javascript:alert)").entities == ()
    assert linked("누리집", "/relative") == Formatted("누리집")


def test_half_a_character_does_not_reach_telegram() -> None:
    assert formatted("가\ud83d나").text == "가�나"


def test_parts_are_joined_with_their_entities_moved_and_empty_ones_left_out() -> None:
    message = joined(
        (formatted("🎓 **가**"), Formatted(""), quoted("나"), linked("다", "https://a.example")), separator="\n\n"
    )
    assert message.text == "🎓 가\n\n나\n\n다"
    assert shown(message) == [
        ("bold", "가", None),
        ("blockquote", "나", None),
        ("text_link", "다", "https://a.example"),
    ]


@given(st.text(alphabet="*[]()-가a🎓 \n1:/.https", max_size=80))
def test_entities_of_any_text_stand_inside_it(markdown: str) -> None:
    message = formatted(markdown)
    for entity in message.entities:
        assert entity.length > 0
        assert entity.offset >= 0
        assert entity.offset + entity.length <= utf16_length(message.text)
    shown(message)  # raises where an entity cuts a character


@given(st.lists(st.sampled_from(["**굵게**", "🎓", " 글 ", "\n", "[말](https://a.example)", "- 점"]), max_size=20))
def test_every_piece_of_markup_is_found_wherever_it_stands(pieces: list[str]) -> None:
    kinds = [kind for kind, _, _ in shown(formatted(" ".join(pieces)))]
    assert kinds.count("bold") == pieces.count("**굵게**")
    assert kinds.count("text_link") == pieces.count("[말](https://a.example)")
