"""The reply to somebody in distress: a warm sentence and the public help lines that staff list, before all else."""

from __future__ import annotations

import re

from bot.answers import Reply
from bot.drafts import Draft, ask_people
from knowledge.records import Helpline, Library
from retrieval import korean

_DISTRESS = re.compile(
    r"자살(?!예방(교육|과정|강사|캠페인|지도사)|률|골|방지)|자해(?!공갈)|(죽|듀ㅣ)고(만)?(싶|십|시픔|시퍼)|죽어(버리|버릴|야(겠|할|되)|도(돼|될|되))|죽(을래|을까(요|봐)?$|는게나|는게더|고말)|"
    r"(살|사)기(가|도)?싫(어|다|네|은데|습|음|$)|살고(싶지|싶진)(도)?않|살아(서)?(뭐|무슨|갈(이유|자신|의미|용기|힘))|더(는|이상)?못살|사라지고(만)?싶|없어지고(만)?싶|세상(을|에서)?(떠나|사라지|등지)|"
    r"삶을(끝|포기)|생을(끝|마감)|목숨(을)?(끊|버리)|극단적(인)?(선택|생각)|목(을)?(매고싶|매려|맬까|매달고싶|매달려고)|손목(을)?(긋|그어|그었)|유서(를)?(써|쓰|남기|썼)|(옥상|다리|건물|아파트)[^?]{0,8}뛰어내리|"
    r"(가정폭력|성폭력|데이트폭력|성폭행|성추행|스토킹|학대|폭행)(을|를)?(자꾸|계속)?(당하|당했|당해|당한것|겪고|시달)|"
    r"(숨이막|공황)[^?]{0,12}(죽|무서|못)|(힘들|우울|외로|괴로|불안|막막)[^?]{0,12}죽을(것|거|꺼)같|"
    r"killmyself|killingmyself|suicid|(want|going)todie|endmylife|selfharm|hurtmyself|betteroffdead|dontwanttolive|noreasontolive"
)
_WANTS_AN_END = re.compile(
    r"(다|모두|전부|그만|이제)끝내(버리)?고(만)?싶|(그만|놓아)버리고싶|다(놓아|내려놓)(버리)?고싶"
)
_WORK = re.compile(r"과제|숙제|수업|공부|시험|프로젝트|과정|강의|교육|회사|직장|알바|일을|작업|준비|게임")
_LAUGHS = re.compile(r"ㅋㅋ|ㅎㅎ|ㅋ$|ㅎ$|lol|haha|😂|🤣")
_TRIFLE = re.compile(
    r"마감|과제|숙제|시험|면접|코테|출근|퇴근|월요일|알바|지각|배고|배불|더워|더운|추워|졸려|졸리|잠|피곤|귀찮|심심|웃겨|웃기|귀여|맛있|매워|창피|쪽팔|"
    r"부끄|민망|오글|좋아|늦|놓쳐|놓쳤|까먹|망했|망함|길막|버스|지하철|살쪄|다이어트|게임|렉"
)
_MOST = 4
_SAID = {
    "ko": "지금 많이 힘드신 것 같아요. 혼자 견디지 않아도 괜찮으니, 이야기를 들어 줄 곳에 바로 전화해 보세요.",
    "en": "It sounds like things are very hard right now. You don't have to face this alone: please call someone who listens.",
}
_ALONE = {
    "ko": "지금 많이 힘드신 것 같아요. 혼자 견디지 말고 가까운 사람에게 꼭 이야기해 주세요.",
    "en": "It sounds like things are very hard right now. Please don't face this alone: tell someone close to you.",
}


def distressed(text: str) -> bool:
    """Whether a person speaks of death, self-harm or violence. A figure of speech that is laughed at and has a trifle
    for a cause is none; in doubt it is meant."""
    said = korean.squeeze(text)
    if not _DISTRESS.search(said) and not (_WANTS_AN_END.search(said) and not _WORK.search(said)):
        return False
    return not (_LAUGHS.search(text.lower()) and _TRIFLE.search(said))


def answer(text: str, library: Library, *, english: bool) -> Reply | None:
    """The help lines for somebody in distress, those first that speak of what the person speaks of; without a list of
    them, a caring word and the academy's own people. None for everybody else."""
    if not distressed(text):
        return None
    language = "en" if english else "ko"
    draft = Draft(library, english=english)
    if not library.helplines:
        return draft.say(f"{_ALONE[language]} {'' if english else ask_people(library)}".strip()).answer("catalog")
    draft.say(_SAID[language])
    said = korean.squeeze(text)
    for line in sorted(library.helplines, key=lambda line: -_spoken_of(line, said))[:_MOST]:
        hours = f" ({line.hours})" if line.hours else ""
        draft.say(f"- **{line.name}** {line.phone}{hours} {draft.cite(line)}")
    return draft.answer("catalog")


def _spoken_of(line: Helpline, said: str) -> int:
    return sum(len(word) > 1 and word in said for word in set(korean.nouns(line.description)))
