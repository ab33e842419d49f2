"""Answers computed from records and the clock: look-ups, lists, counts, statuses. Never from prose or a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bot import campus_answers, course_answers, course_lists, event_answers
from bot.answers import Reply
from bot.drafts import Draft
from bot.wording import with_particle
from knowledge.records import Campus, Library
from retrieval import lexicon
from retrieval.lexicon import Aspect
from retrieval.names import Names
from retrieval.query import Understanding

APPLYING = re.compile(r"모집|접수|신청|지원|뽑|등록|원서|apply|application|recruit|enrol|open")
_OWN_CONTACT = {
    "대표",
    "대표전화",
    "전화",
    "번호",
    "이메일",
    "메일",
    "주소",
    "누리집",
    "홈페이지",
    "사이트",
    "링크",
    "학원",
    "멜",
}
_TEACHING = re.compile(
    r"(교육|수업|과정|강의)(을|를|이)?(하는|있는|여는|열)|가르|배우|배울|다루|들을수|분야|teach|learn|offer"
)
_FIRST_TO_CLOSE = re.compile(
    r"(제일|가장|젤)(먼저|빨리|빠르게|급한|빠른|이른|임박)[^?]{0,8}(마감|끝|닫)|마감(이)?(제일|가장|젤)?(빠른|급한|임박|먼저)"
)
_NEARBY = re.compile(r"가까운(데|캠|곳|센터|교육장|캠퍼스)|근처(에)?(캠|있)|nearest|closest")
NOT_A_LIST = re.compile(r"모집기간이아|안나와|버튼|오류|에러|떠요|뜹니다|왜")
OPENED = re.compile(
    r"(새로|새롭게)(연|열|생긴|생겼|오픈)|(문을?(연|열)|개관|생긴|생겼|오픈|신설|새로운캠퍼스|신규캠퍼스)|opened"
)


def answer(
    asked: Understanding, library: Library, names: Names, now: datetime, listed: Sequence[str] = ()
) -> Reply | None:
    """The answer from records, or None when the records do not decide this question. `listed` are the ids of the
    campuses that the last answer listed: "그중" means these."""
    if len(asked.partners) > 1 and not asked.courses and _little_else(asked, library, names, asked.partners):
        return campus_answers.of_partners(asked, library)
    if (
        asked.courses
        and not (asked.fields and _wants_campuses(asked))
        and not (asked.events and asked.says(lexicon.EVENT_WORD))
    ):
        return course_answers.about(asked, library, now)
    if reply := event_answers.about(asked, library, now):
        return reply
    campuses = [campus for id in asked.campuses if (campus := library.campus(id))]
    if asked.partners and (asked.says(lexicon.CAMPUS_WORD) or _little_else(asked, library, names, asked.partners)):
        return campus_answers.of_partners(asked, library)
    if campuses:
        return _at_campuses(asked, campuses, library, names, now)
    return _everywhere(asked, library, names, now, listed)


def _little_else(asked: Understanding, library: Library, names: Names, ids: Sequence[str]) -> bool:
    """Whether a question speaks of hardly anything but these campuses' partners."""
    partners = " ".join(campus.partner for id in ids if (campus := library.campus(id)))
    return len(set(asked.topics) - set(names.content(partners)) - {"회사", "기업"}) <= 1


def _wants_campuses(asked: Understanding) -> bool:
    return bool(
        re.search(
            r"(어느|어떤|무슨|몇|모든|which|what)(캠퍼스|캠|곳|campus)|캠퍼스(를|는|가|들)?(모두|전부|다|어디|목록|알려)|어디서(배|듣|들|하)|(가르치는|배우는|배울수있는|다루는)(데|곳)",
            asked.squeezed,
        )
    )


def _at_campuses(
    asked: Understanding, campuses: list[Campus], library: Library, names: Names, now: datetime
) -> Reply | None:
    """A question that names campuses: their courses, or points of the campuses themselves."""
    listing = asked.says(lexicon.OPEN_NOW) or (
        asked.says(lexicon.COURSE_WORD)
        and asked.asks(Aspect.STATUS, Aspect.APPLY_END, Aspect.APPLY_START, Aspect.APPLY_PERIOD, Aspect.START)
    )
    applying = asked.says(APPLYING) and asked.asks(
        Aspect.STATUS, Aspect.APPLY_START, Aspect.APPLY_END, Aspect.APPLY_PERIOD
    )
    if asked.says(course_lists.RUNNING):
        return course_lists.running(asked, campuses, library, now)
    if asked.period and _about_recruitment(asked) and asked.says(lexicon.COURSE_WORD):
        return course_lists.in_period(asked, library, now, campuses)
    if listing or applying:
        return course_lists.at_campuses(asked, campuses, library, now)
    if (
        asked.fields
        and asked.says(
            re.compile(r"과정|수업|강좌|배울|되나|있|가능|해요|하는(데|곳)|들었|맞|였|아니|아닌|라는|course|teach")
        )
        and not asked.asks(Aspect.PHONE, Aspect.ADDRESS, Aspect.STATION)
    ):
        return campus_answers.teaches(asked, campuses, library, now)
    if asked.says(
        re.compile(
            r"(어떤|무슨|뭐|뭔)(과정|수업|강좌)|과정(의)?이름|과정(은|이|을|들)?(뭐|어떤|있|목록|리스트|알려)|whatcourses|whichcourses"
        )
    ):
        return course_lists.at_campuses(asked, campuses, library, now)
    if asked.says(lexicon.COURSE_WORD) and not asked.aspects and not asked.topics:
        return course_lists.at_campuses(asked, campuses, library, now)
    if asked.asks(*course_answers.ONLY_OF_COURSES) and (live := course_lists.live_at(campuses, library, now)):
        return course_answers.each(asked, live, library, now)
    return campus_answers.about(asked, campuses, library)


def _everywhere(
    asked: Understanding, library: Library, names: Names, now: datetime, listed: Sequence[str]
) -> Reply | None:
    """A question that names no record: lists, counts and places."""
    if asked.says(NOT_A_LIST):
        return None
    nearby = asked.stations or asked.says(_NEARBY)
    if nearby and (reply := campus_answers.near(asked, library, listed)):
        return reply
    if library.courses and asked.says(course_lists.RUNNING):
        return course_lists.running(asked, (), library, now)
    if library.courses and asked.says(_FIRST_TO_CLOSE):
        return course_lists.first_to_close(asked, library, now)
    if library.courses and asked.period and _about_recruitment(asked):
        return course_lists.in_period(asked, library, now)
    if library.campuses and asked.period and asked.says(OPENED) and asked.says(lexicon.CAMPUS_WORD):
        return campus_answers.opened_in(asked, library)
    if library.courses and asked.says(lexicon.OPEN_NOW) and not asked.person.known():
        return course_lists.open_now(asked, library, now)
    if asked.fields and (_wants_campuses(asked) or (asked.says(lexicon.CAMPUS_WORD) and asked.says(_TEACHING))):
        return campus_answers.teaching(asked, library)
    if (
        asked.fields
        and asked.says(re.compile(r"과정|강좌|수업|클래스|부트캠프|배우고|배울|듣고|course|class|learn"))
        and asked.says(re.compile(r"있|어디|배우|듣|들을|추천|알려|뭐|어떤|관심|싶|목록|any|where|which|want|list"))
    ):
        return course_lists.in_fields(asked, library, now)
    if asked.asks(Aspect.PHONE, Aspect.EMAIL, Aspect.SITE) and not set(asked.topics) - _OWN_CONTACT:
        return _own_contact(asked, library)
    if asked.says(lexicon.CAMPUS_WORD) and library.campuses and not asked.fields:
        return _campus_overview(asked, library)
    return None


def _own_contact(asked: Understanding, library: Library) -> Reply | None:
    """The academy's own phone, e-mail and site."""
    academy = library.academy
    points = ((Aspect.PHONE, "전화번호", academy.phone), (Aspect.EMAIL, "이메일", academy.email),
              (Aspect.SITE, "누리집", academy.site))  # fmt: skip
    draft = Draft(library, english=asked.english)
    for aspect, name, value in points:
        if asked.asks(aspect) and value:
            text = f"{academy.name} {with_particle(name, '은/는')} {with_particle(value, '이에요/예요')}. {draft.cite(academy)}"
            draft.say(text, f"{academy.name}: {value} {draft.cite(academy)}")
    return (
        draft.answer("catalog", suggestions=("캠퍼스 전화번호 알려줘",) if library.campuses else ())
        if draft.lines
        else None
    )


def _about_recruitment(asked: Understanding) -> bool:
    return asked.says(
        re.compile(
            r"마감(은|이|$|인|되|하)|(모집|접수|신청|지원|개강|시작|마감|끝나|열리)(은|이|을|는)?(하|했|되|됐|일정|계획|기간|예정|시기|언제|과정|있|해|중인|받)|일정|개강|"
            r"(들을|할)수있는과정|(open|start|deadline|recruit|schedule|apply)"
        )
    ) and not asked.says(
        re.compile(r"몇명|규모|인원|경쟁률|취업률|재직|직장|회사|명을|발표|목표|계획이었|누적|선포|바뀌|달라|자격|대상")
    )


def _campus_overview(asked: Understanding, library: Library) -> Reply | None:
    """How many campuses there are, and which."""
    everything = asked.says(
        re.compile(
            r"캠(퍼스)?(가|는|이|은)?(총|모두|전부|다)?(몇|어디|개수|목록|리스트|위치|어떤|뭐)|(몇|어떤|모든|전체)(개의)?캠(퍼스)?|캠(퍼스)?(가|는)?\d+(개|곳)|캠퍼스(전부|전체|목록|다)|어디어디|"
            r"howmanycampus|listofcampus|whatcampuses|whichcampuses|allcampus|whereare"
        )
    )
    if not everything or asked.says(re.compile(r"20\d\d|빅테크|전담|거점|까지|늘|목표|계획|대관|특화")):
        return None
    draft = Draft(library, english=asked.english)
    count = len(library.campuses)
    names = ", ".join(campus.name for campus in library.campuses)
    mark = draft.cite_table(campus_answers.CAMPUS_LIST, library.campuses)
    draft.worked_out(count)
    draft.say(f"캠퍼스는 모두 {count}곳이에요. {mark}", f"There are {count} campuses. {mark}").say(names)
    return draft.answer("catalog", suggestions=("지금 모집 중인 과정", "가까운 캠퍼스 찾기"))
