"""/eligibility: may I apply? Question by question with buttons, in place, in a private chat.

The answers stand in the buttons' own data and nowhere else: nothing of them is written down here, and an old keyboard
works after a restart. Of a check that was begun the conversation only knows that it was, so that "24" is heard as an
answer to its first question; later ones are answered in words by replying to them, where Telegram hands the buttons in.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.assistant import Assistant
from bot.cards import Cards
from bot.conversation import Locale
from bot.eligibility import is_short_answer
from bot.eligibility_check import Check, CheckQuestion
from bot.telegram.check_codes import PREFIX, State, begun, code_of, course_in, fingerprint, state_in, stops
from bot.telegram.check_texts import Texts, texts
from bot.telegram.delivery import deliver
from bot.telegram.entities import formatted, joined
from bot.telegram.finder_codes import DETAIL, Spot
from bot.telegram.finder_codes import code_of as code_of_spot
from bot.telegram.human import HUMAN, LABELS
from bot.telegram.ids import record_of, token_of
from bot.telegram.messages import messages
from bot.telegram.rendering import LONGEST_LABEL, SIDE_BY_SIDE, pages, shortened, written
from bot.telegram.speaking import Context, TelegramApplication, acknowledge, locale_for, say, show, the_room
from bot.wording import place_of, short_title
from knowledge.records import Course, Library
from knowledge.status import Phase, course_status

LINK = "eligibility"  # the payload of a link that opens the check
_BEGUN = "eligibility check"  # what a conversation notes, in place of a rule's id
_LONGEST_ANSWER = 30  # characters
_MOST_COURSES = 6
_FIRST = -1  # the handler group before that of the questions

Rows = list[list[InlineKeyboardButton]]


class EligibilityCheck:
    """Leads a person through the check."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers. A typed answer is heard before it can be taken for a question."""
        new = filters.UpdateType.MESSAGE
        linked = new & filters.Regex(rf"(?i)^/start(?:@\w+)? {LINK}")
        application.add_handler(CommandHandler("start", self.open, linked))
        application.add_handler(CommandHandler("eligibility", self.open, new))
        application.add_handler(CallbackQueryHandler(self.press, f"^{PREFIX}"))
        typed = new & filters.ChatType.PRIVATE & filters.TEXT & ~filters.COMMAND
        application.add_handler(MessageHandler(typed, self.hear), group=_FIRST)

    async def open(self, update: Update, context: Context) -> None:
        """/eligibility, or with a course: "/eligibility 성동 풀스택". Also by a link."""
        locale, said = await locale_for(update, self._assistant), " ".join(context.args or ())
        words = texts(locale)
        if said.lower().startswith(LINK):
            course = record_of(said[len(LINK) + 1 :], self._assistant.library)
            courses = [course] if isinstance(course, Course) else []
        else:
            courses = await asyncio.to_thread(self._named, said) if said else []
        if not the_room(update).private:
            await self._invite(update, words, courses)
        elif len(courses) > 1:
            await self._choose(update, words, courses)
        else:
            notice = words.not_found if said and not courses and not said.lower().startswith(LINK) else ""
            state = State(course=code_of(courses[0].id) if courses else "")
            await self._show(update, state, locale, notice=notice)

    async def press(self, update: Update, context: Context) -> None:
        """A button of the check, however old."""
        query = update.callback_query
        if query is None or query.data is None:
            return
        locale = await locale_for(update, self._assistant)
        words, course, state = texts(locale), course_in(query.data), state_in(query.data)
        if not the_room(update).private:
            await query.answer(url=_link(query, course or (state.course if state else "")))
        elif stops(query.data):
            await acknowledge(query)
            await self._note(update, ())
            await show(update, words.stopped)
        elif course is not None:
            await acknowledge(query)
            await self._show(update, State(course=course), locale, anew=True)
        elif state is not None:
            await acknowledge(query)
            await self._show(update, state, locale)
        else:
            await acknowledge(query, messages(locale).old_button)

    async def hear(self, update: Update, context: Context) -> None:
        """A typed answer: to the question that it replies to, else to the first one of a check that was begun. Anything
        else goes on to be answered as a question."""
        message = update.message
        text = (message.text or "").strip() if message else ""
        if message is None or not text or len(text) > _LONGEST_ANSWER or "?" in text:
            return
        state = _state_above(message)
        if not message.reply_to_message and (begun := await asyncio.to_thread(self._begun, update)) is not None:
            state = State(course=begun)
        if state is None:
            return
        locale = await locale_for(update, self._assistant)
        check, here, _ = await asyncio.to_thread(self._at, state, locale)
        said = check.missing[0].heard(text, self._assistant.now().date()) if check.missing else ""
        if said:
            await self._show(update, here.answered(check.questions, check.missing[0].id, said), locale)
            raise ApplicationHandlerStop
        if is_short_answer(text) or any(
            question.heard(text, self._assistant.now().date()) for question in check.questions
        ):
            await say(context.bot, the_room(update), texts(locale).unread)
            raise ApplicationHandlerStop

    def _named(self, said: str) -> list[Course]:
        """The courses that a text names; of a campus those that one can apply for now or later."""
        library, today = self._assistant.library, self._assistant.now()
        asked = self._assistant.understand(said)
        found = [course for id in asked.courses if isinstance(course := library.record(id), Course)]
        waiting = (Phase.OPEN, Phase.UPCOMING)
        return found or [
            course
            for course in library.courses
            if course.campus in asked.campuses and course_status(course, today).phase in waiting
        ]

    async def _invite(self, update: Update, words: Texts, courses: Sequence[Course]) -> None:
        """In a group everyone reads along: the check is offered in private."""
        bot = update.get_bot()
        payload = _payload(token_of(courses[0].id) if len(courses) == 1 else "")
        button = InlineKeyboardButton(words.to_private, url=f"https://t.me/{bot.username}?start={payload}")
        await say(bot, the_room(update), words.privately, keyboard=InlineKeyboardMarkup([[button]]))

    async def _choose(self, update: Update, words: Texts, courses: Sequence[Course]) -> None:
        library = self._assistant.library
        rows = [[_course_button(course, library)] for course in courses[:_MOST_COURSES]]
        rows.append([InlineKeyboardButton(words.whoever, callback_data=begun(""))])
        await show(update, words.which, keyboard=InlineKeyboardMarkup(rows))

    async def _show(
        self, update: Update, state: State, locale: Locale, *, notice: str = "", anew: bool = False
    ) -> None:
        """The next question, or the verdict, where the check stands; `anew` in a message of its own."""
        words = texts(locale)
        check, state, changed = await asyncio.to_thread(self._at, state, locale)
        notice = notice or changed
        head = (
            words.heading_of.format(title=short_title(check.course, self._assistant.library))
            if check.course
            else words.heading
        )
        if check.missing:
            page = joined(
                (formatted(notice), formatted(head), formatted(_asking(check.missing[0], words))), separator="\n\n"
            )
            rows = _options(check, state)
            rows.append([InlineKeyboardButton(words.back, callback_data=state.back().data)] if state.answers else [])
            rows[-1].append(InlineKeyboardButton(words.stop, callback_data=state.stop))
        else:
            page = joined((formatted(notice), formatted(head), written(check.reply)), separator="\n\n")
            rows = self._ways_on(check, state, words, locale)
        if not state.answers or not check.missing:
            await self._note(update, (_BEGUN, state.course) if check.missing else ())
        keyboard = InlineKeyboardMarkup(rows) if rows else None
        if anew:
            await deliver(update.get_bot(), the_room(update), pages(page, keyboard=keyboard))
        else:
            await show(update, page, keyboard=keyboard)

    def _at(self, state: State, locale: Locale) -> tuple[Check, State, str]:
        """The check at a state; from its beginning, and why, where the rules or the course are no longer what they were."""
        words = texts(locale)
        course = record_of(state.course, self._assistant.library) if state.course else None
        gone = bool(state.course) and not isinstance(course, Course)
        id = course.id if isinstance(course, Course) else ""
        fresh = self._assistant.check({}, course=id, locale=locale)
        now = State(course=code_of(id), rules=fingerprint(fresh.questions))
        if not state.answers or gone or state.rules not in ("", now.rules):
            return fresh, now, words.gone if gone else words.changed if state.answers else ""
        values = state.values(fresh.questions)
        kept = State(course=now.course, rules=now.rules, answers=state.answers)
        return self._assistant.check(values, course=id, locale=locale), kept, ""

    def _ways_on(self, check: Check, state: State, words: Texts, locale: Locale) -> Rows:
        """What one may do after the verdict."""
        library = self._assistant.library
        apply = ""
        if check.course:
            card = Cards(library, locale=locale, now=self._assistant.now(), calendar=str).of(check.course)
            apply = next((link.url for link in card.links if link.rel == "apply"), "") if card else ""
        rows: Rows = []
        if apply.startswith(("http://", "https://")) and check.verdict != "no":
            rows.append([InlineKeyboardButton(words.apply, url=apply)])
        if check.questions:
            again = State(course=state.course, rules=state.rules)
            rows.append([InlineKeyboardButton(words.again, callback_data=again.data)])
        if check.course:
            course = code_of_spot(Spot(view=DETAIL, courses=(check.course.id,)))
            rows.append([InlineKeyboardButton(words.course, callback_data=course)])
        subject = token_of(check.course.id) if check.course else ""
        rows.append([InlineKeyboardButton(LABELS[locale], callback_data=f"{HUMAN}{subject}")])
        return rows

    def _begun(self, update: Update) -> str | None:
        """The course of the check that was begun in this conversation and is not over; None when there is none."""
        asking = self._assistant.asking(the_room(update).conversation)
        return asking[1] if asking[:1] == (_BEGUN,) else None

    async def _note(self, update: Update, asking: tuple[str, ...]) -> None:
        """Notes that a check was begun, or is over. What was answered is not noted."""
        conversation = the_room(update).conversation
        await asyncio.to_thread(self._assistant.ask_back, conversation, asking, channel="telegram")


def _course_button(course: Course, library: Library) -> InlineKeyboardButton:
    name = f"{place_of(course, library)} · {short_title(course, library)}"
    return InlineKeyboardButton(shortened(name, LONGEST_LABEL), callback_data=begun(course.id))


def _asking(question: CheckQuestion, words: Texts) -> str:
    hints = (words.in_numbers, words.kept_nowhere) if question.kind == "number" else (words.kept_nowhere,)
    return "\n\n".join((question.text, "\n".join(hints)))


def _options(check: Check, state: State) -> Rows:
    """The answers to choose from, two short ones side by side."""
    rows: Rows = []
    question = check.missing[0]
    for option in question.options:
        data = state.answered(check.questions, question.id, option.value).data
        button = InlineKeyboardButton(shortened(option.label, LONGEST_LABEL), callback_data=data)
        if rows and len(rows[-1]) == 1 and max(len(option.label), len(rows[-1][0].text)) <= SIDE_BY_SIDE:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _state_above(message: Message) -> State | None:
    """Where the check stands that a message replies to."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != message.get_bot().id:
        return None
    buttons = (
        button for row in (replied.reply_markup.inline_keyboard if replied.reply_markup else ()) for button in row
    )
    stop = next((data for button in buttons if stops(data := str(button.callback_data))), "")
    return state_in(stop)


def _payload(course: str) -> str:
    return f"{LINK}_{course}" if re.fullmatch(r"[A-Za-z0-9_-]{1,48}", course) else LINK


def _link(query: CallbackQuery, course: str) -> str:
    return f"https://t.me/{query.get_bot().username}?start={_payload(course)}"
