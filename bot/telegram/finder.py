"""/courses: the courses leafed through by campus, field and status, each in full, two or three side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from telegram import InlineKeyboardButton, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot import comparisons, english, measures
from bot.assistant import Assistant
from bot.conversation import Locale
from bot.course_finder import ANY, Choice, CourseFinder, Question
from bot.subjects import of_course
from bot.telegram.alert_buttons import subscribing
from bot.telegram.browsing_texts import Texts, texts
from bot.telegram.check_codes import begun
from bot.telegram.entities import Formatted, bold, joined
from bot.telegram.finder_codes import ASK, COMPARE, DETAIL, LIST, PICK, PREFIX, Spot, code_of, spot_of
from bot.telegram.messages import messages
from bot.telegram.rendering import shortened, written
from bot.telegram.sheets import LONGEST_NAME, LONGEST_TERM, Page, Row, button, grid, open_page, sheet, sources
from bot.telegram.speaking import Context, TelegramApplication, acknowledge, locale_for
from bot.wording import nickname, place_of, short_title
from knowledge.records import Course, Library
from knowledge.status import Phase, course_status

A_PAGE = 5  # courses on a page
_CHOICES = 24  # buttons of a further choice on a page
_MOST = 3  # courses side by side


class Finder:
    """Shows pages of the finder. All of where one is stands in the buttons."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers."""
        application.add_handler(CommandHandler("courses", self.courses, filters.UpdateType.MESSAGE))
        application.add_handler(CallbackQueryHandler(self.press, f"^{PREFIX}"))

    async def courses(self, update: Update, context: Context) -> None:
        """/courses, or with what to begin with: "/courses 마포", "/courses 데이터 모집중"."""
        locale = await locale_for(update, self._assistant)
        pages = self._pages(locale)
        page = await asyncio.to_thread(self._wished, " ".join(context.args or ()), pages)
        await open_page(update, self._assistant, page)

    async def press(self, update: Update, context: Context) -> None:
        """A button of the finder, however old."""
        query = update.callback_query
        if query is None or query.data is None:
            return
        locale = await locale_for(update, self._assistant)
        pages = self._pages(locale)
        spot = await asyncio.to_thread(pages.spot, query.data)
        if spot is None:
            await acknowledge(query, messages(locale).old_button)
            return
        await acknowledge(query)
        await open_page(update, self._assistant, await asyncio.to_thread(pages.at, spot))

    def _wished(self, wish: str, pages: CoursePages) -> Page:
        """The page for what was typed behind the command."""
        asked = self._assistant.understand(wish)
        spot = Spot(choice=pages.finder.meant(asked))
        if spot.choice == ANY and len(asked.courses) == 1:
            spot = Spot(view=DETAIL, courses=asked.courses)
        if spot != Spot() or not wish.strip():
            return pages.at(spot)
        return pages.of(asked.courses) if asked.courses else pages.listing(spot, wish=wish)

    def _pages(self, locale: Locale) -> CoursePages:
        return CoursePages(self._assistant.library, locale=locale, now=self._assistant.now())


class CoursePages:
    """The pages of the finder over one library at one moment."""

    def __init__(self, library: Library, *, locale: Locale, now: datetime) -> None:
        self.finder = CourseFinder(library, locale=locale, now=now)
        self._library = library
        self._locale = locale
        self._now = now
        self._words: Texts = texts(locale)

    def spot(self, code: str) -> Spot | None:
        """The spot that callback data stands for; None for what is none."""
        return spot_of(code, self.finder)

    def at(self, spot: Spot) -> Page:
        """The page of a spot; the list where what it shows is no longer there."""
        show: dict[str, Callable[[Spot], Page]] = {DETAIL: self._detail, PICK: self._pick, COMPARE: self._compare}
        asked: dict[str, Question] = {letter: question for question, letter in ASK.items()}
        if spot.view in asked and self._library.courses:
            return self._ask(spot, asked[spot.view])
        if spot.view not in show:
            return self.listing(spot)
        if spot.gone or not spot.courses:
            note = self._words.course_gone if spot.view == DETAIL else self._words.compared_gone
            return self.listing(spot.to(LIST), note=note)
        return show[spot.view](spot)

    def of(self, ids: Sequence[str]) -> Page:
        """Some courses as a list of their own."""
        found = [course for id in ids if (course := self._course(id))][:A_PAGE]
        text = joined((self._items(found, 1), Formatted(self._words.press_number), self._sources(found)),
                      separator="\n\n")  # fmt: skip
        to_all = self._button(self._words.to_courses, Spot())
        return Page(text, (self._numbers(found, 1, Spot().to(DETAIL)), [to_all]))

    def listing(self, spot: Spot, *, note: str = "", wish: str = "") -> Page:
        """A page of the courses of a choice, under a word about what happened, or about what was not understood."""
        words = self._words
        if not self._library.courses:
            return Page(Formatted("\n\n".join(filter(None, (words.no_courses, self._library.academy.site)))))
        found = self.finder.matching(spot.choice)
        page = max(0, min(spot.page, (len(found) - 1) // A_PAGE))
        spot, first = replace(spot, page=page, view=LIST, courses=()), page * A_PAGE
        shown = found[first : first + A_PAGE]
        if wish:
            note = words.not_understood.format(text=shortened(wish, LONGEST_TERM))
        note = note or (words.choice_gone if spot.lost else "")
        text = joined(
            (
                Formatted(note),
                self._head(spot.choice, found),
                self._items(shown, first + 1),
                Formatted(words.press_number if shown else words.no_match),
                self._sources(shown),
            ),
            separator="\n\n",
        )
        return Page(text, (self._numbers(shown, first + 1, spot.to(DETAIL)), self._leafing(spot, len(found), A_PAGE),
                           *self._choices(spot.choice)))  # fmt: skip

    def _head(self, choice: Choice, found: Sequence[Course]) -> Formatted:
        words = self._words
        title = bold(words.courses.format(count=len(found)))
        chosen = " · ".join(self.finder.told(choice)) or words.all
        open_ = sum(self.finder.phase(course) is Phase.OPEN for course in found)
        now = words.open_now.format(count=open_) if open_ else words.none_open
        told = "" if choice.phase is not None or not found else f"\n{now}"
        return joined((title, Formatted(f"{words.chosen.format(choice=chosen)}{told}")), separator="\n")

    def _items(self, courses: Sequence[Course], first: int) -> Formatted:
        return joined((self._item(course, number) for number, course in enumerate(courses, first)), separator="\n\n")

    def _item(self, course: Course, number: int) -> Formatted:
        """One course: number and title, where and how far, when one can or could apply."""
        in_english, status = self._locale == "en", course_status(course, self._now)
        place = english.place(course, self._library) if in_english else place_of(course, self._library)
        label = english.status(status) if in_english else status.label
        if in_english and status.phase is Phase.OPEN:
            label += f", D-{status.days_left}" if status.days_left else " until today"
        applying = measures.told_span(course.apply_start, course.apply_end, self._now.date(), english=in_english)
        title = joined(
            (Formatted(f"{number}. "), bold(shortened(short_title(course, self._library), LONGEST_NAME))), separator=""
        )
        when = self._words.applying.format(span=applying) if applying else ""
        lines = (title, Formatted(" · ".join(filter(None, (place, label)))), Formatted(when))
        return joined(lines, separator="\n")

    def _sources(self, courses: Sequence[Course]) -> Formatted:
        return sources(courses, self._locale, title=self._words.course_list, url=self._library.academy.site) \
            if courses else Formatted("")  # fmt: skip

    def _numbers(self, courses: Sequence[Course], first: int, spot: Spot) -> Row:
        return [self._button(str(number), replace(spot, courses=(*spot.courses, course.id)))
                for number, course in enumerate(courses, first)]  # fmt: skip

    def _leafing(self, spot: Spot, count: int, size: int) -> Row:
        before = [self._button(self._words.before, replace(spot, page=spot.page - 1))] if spot.page else []
        more = (spot.page + 1) * size < count
        return [*before, *([self._button(self._words.next, replace(spot, page=spot.page + 1))] if more else [])]

    def _choices(self, choice: Choice) -> Iterator[Row]:
        """What can be chosen, with what is chosen, and a way to take it back."""
        row = []
        for question, letter in ASK.items():
            name = {"campus": self._words.campus, "field": self._words.field, "phase": self._words.phase}[question]
            told = self.finder.told(choice.only(question), shortly=True)
            row.append(self._button(": ".join((name, *told)), Spot(view=letter, choice=choice)))
        yield from grid(row) if choice != ANY else (row,)
        if choice != ANY:
            yield [self._button(self._words.clear, Spot())]

    def _ask(self, spot: Spot, question: Question) -> Page:
        """What else may be chosen, with how many courses each leaves."""
        words, options = self._words, self.finder.options(question, spot.choice)
        pages = max(1, -(-len(options) // _CHOICES))
        spot = replace(spot, page=min(spot.page, pages - 1))
        open_ = spot.choice.without(question)
        everything = words.all_of.format(count=len(self.finder.matching(open_)))
        buttons = [self._button(f"{option.label} {option.courses}", Spot(choice=open_.choosing(question, option.value)))
                   for option in options[spot.page * _CHOICES : (spot.page + 1) * _CHOICES]]  # fmt: skip
        ask = {"campus": words.ask_campus, "field": words.ask_field, "phase": words.ask_phase}[question]
        chosen = words.chosen.format(choice=" · ".join(self.finder.told(open_)) or words.all)
        text = joined((bold(ask), Formatted(chosen)), separator="\n")
        rows = ([self._button(everything, Spot(choice=open_))], *grid(buttons),
                self._leafing(spot, len(options), _CHOICES), [self._button(words.back, Spot(choice=spot.choice))])  # fmt: skip
        return Page(text, rows)

    def _detail(self, spot: Spot) -> Page:
        course = self._course(spot.courses[0])
        assert course is not None  # `at` has looked
        page = sheet(course, self._library, locale=self._locale, now=self._now)
        others = len(self._library.courses) > 1
        compare = [self._button(self._words.compare, replace(spot.to(PICK, course.id), page=0))] if others else []
        phase = self.finder.phase(course)
        over = phase in (Phase.RUNNING, Phase.ENDED)
        check = [button(self._words.check, begun(course.id))] if self._library.rules and not over else []
        alert = [subscribing(of_course(course), self._library, self._locale, self._now)]
        back = self._button(self._words.back, spot.to(LIST))
        return page.with_rows(alert, [*compare, *check], [back])

    def _pick(self, spot: Spot) -> Page:
        """Which course to compare those chosen with: of the same choice where it holds others."""
        words, taken = self._words, spot.courses
        found = [course for course in self.finder.matching(spot.choice) if course.id not in taken]
        if not found:
            spot = replace(spot, choice=ANY)
            found = [course for course in self.finder.matching(ANY) if course.id not in taken]
        spot = replace(spot, page=min(spot.page, max(0, (len(found) - 1) // A_PAGE)))
        first = spot.page * A_PAGE
        shown = found[first : first + A_PAGE]
        names = ", ".join(self._name(id) for id in taken)
        text = joined((bold(words.compare_with.format(name=names)), self._items(shown, first + 1)), separator="\n\n")
        anywhere = [self._button(words.all_of.format(count=len(self._library.courses) - len(taken)),
                                 replace(spot, choice=ANY, page=0))] if spot.choice != ANY else []  # fmt: skip
        back = self._button(words.back, replace(spot.to(LIST), page=0))
        return Page(text, (self._numbers(shown, first + 1, spot.to(COMPARE, *taken)),
                           self._leafing(spot, len(found), A_PAGE), anywhere, [back]))  # fmt: skip

    def _compare(self, spot: Spot) -> Page:
        courses = [course for id in spot.courses[:_MOST] if (course := self._course(id))]
        if len(courses) < 2:
            return self.listing(spot.to(LIST), note=self._words.compared_gone)
        reply = comparisons.point_by_point(courses, self._library, self._now, english=self._locale == "en")
        each = [[self._button(self._name(course.id), spot.to(DETAIL, course.id))] for course in courses]
        room = len(courses) < min(_MOST, len(self._library.courses))
        more = [self._button(self._words.compare_more, replace(spot, view=PICK, page=0))] if room else []
        return Page(written(reply), (*each, more, [self._button(self._words.back, spot.to(LIST))]))

    def _name(self, id: str) -> str:
        course = self._course(id)
        if course is None:
            return id
        return english.nickname(course, self._library) if self._locale == "en" else nickname(course, self._library)

    def _course(self, id: str) -> Course | None:
        return next((course for course in self._library.courses if course.id == id), None)

    def _button(self, label: str, spot: Spot) -> InlineKeyboardButton:
        return button(label, code_of(spot))
