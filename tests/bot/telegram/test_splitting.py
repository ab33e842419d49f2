from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.telegram.entities import Formatted, formatted, utf16_length
from bot.telegram.splitting import split
from tests.bot.telegram.test_entities import shown


def texts(text: str, limit: int) -> list[str]:
    return [part.text for part in split(Formatted(text), limit=limit)]


def test_a_short_message_is_one_part() -> None:
    message = formatted("**짧은** 답이에요.")
    assert split(message) == (message,)


def test_nothing_is_no_part() -> None:
    assert split(Formatted("")) == ()
    assert split(Formatted(" \n ")) == ()


def test_a_paragraph_is_the_first_place_to_cut() -> None:
    assert texts("첫 문단이에요.\n둘째 줄\n\n둘째 문단", 15) == ["첫 문단이에요.\n둘째 줄", "둘째 문단"]


def test_then_a_line_then_a_word() -> None:
    assert texts("가나다라 마바\n사아자차카타 파하", 12) == ["가나다라 마바", "사아자차카타 파하"]
    assert texts("가나다 라마바 사아자 차카타", 9) == ["가나다 라마바", "사아자 차카타"]


def test_a_short_first_line_does_not_stand_alone() -> None:
    assert texts("제목\n" + "가나 " * 10, 20)[0].startswith("제목\n가나")


def test_a_word_without_end_is_cut_between_characters_never_inside_one() -> None:
    assert texts("🎓" * 5, 5) == ["🎓🎓", "🎓🎓", "🎓"]


def test_exactly_as_long_as_allowed_is_one_part_and_one_more_are_two() -> None:
    assert len(split(Formatted("가" * 4096))) == 1
    assert len(split(Formatted("가" * 4095 + "🎓"))) == 2


def test_a_cut_entity_goes_on_in_the_next_part() -> None:
    first, second = split(formatted("[가나다 라마바](https://a.example) 끝"), limit=5)
    assert shown(first) == [("text_link", "가나다", "https://a.example")]
    assert shown(second) == [("text_link", "라마바", "https://a.example")]


@st.composite
def messages(draw: st.DrawFn) -> Formatted:
    text = draw(st.text(alphabet="가나a🎓 \n", max_size=120))
    entities = []
    for _ in range(draw(st.integers(0, 4)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        before, inside = utf16_length(text[:start]), utf16_length(text[start:end])
        entities.append(MessageEntity(type=MessageEntity.BOLD, offset=before, length=inside))
    return Formatted(text, tuple(entities))


@given(messages(), st.integers(2, 40))
def test_no_text_is_lost_or_doubled_and_no_part_is_too_long(message: Formatted, limit: int) -> None:
    parts = split(message, limit=limit)
    assert "".join("".join(part.text for part in parts).split()) == "".join(message.text.split())
    for part in parts:
        assert 0 < utf16_length(part.text) <= limit
        assert part.text == part.text.strip()


@given(messages(), st.integers(2, 40))
def test_what_was_marked_stays_marked_and_nothing_else(message: Formatted, limit: int) -> None:
    marked_before = "".join("".join(text.split()) for _, text, _ in shown(message))
    marked_after = [text for part in split(message, limit=limit) for _, text, _ in shown(part)]
    assert sorted("".join("".join(marked_after).split())) == sorted(marked_before)


@given(messages(), st.integers(2, 40))
def test_the_text_under_an_entity_is_the_same_text(message: Formatted, limit: int) -> None:
    for number, (_, whole, _) in enumerate(shown(message)):
        alone = Formatted(message.text, (message.entities[number],))
        pieces = "".join(text for part in split(alone, limit=limit) for _, text, _ in shown(part))
        assert "".join(pieces.split()) == "".join(whole.split())
