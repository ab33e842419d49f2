"""Whether a question is about somebody's eligibility, what it tells of them, and the verdict that answers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

from bot import verdicts
from bot.answers import Abstention, Reply
from bot.rule_answers import READ, value_said
from bot.rule_values import IN_PLACES
from bot.rules import NO, UNSURE, YES, attribute_of, attributes, decide, excludes, in_force, is_open_question, leaves
from bot.topic import Topic
from bot.verdict_lines import Case
from knowledge.records import Condition, Course, Library, Rule
from retrieval import korean
from retrieval.clauses import clauses
from retrieval.lexicon import Aspect, aspects_of
from retrieval.person import Person, find_person, find_supposed
from retrieval.query import Understanding
from retrieval.spans import Span

_ASKS = re.compile(
    r"못듣|듣죠|들어도|방법없|지원|신청|자격|대상|가능|늦었|늦은|되나|될까|되는지|되려나|되겠|됩니까|되죠|되냐|돼|들을수|수강|들어갈수|뽑|다닐수|할수있|ㄱㄴ|괜찮|연령|나이|"
    r"eligib|apply|qualif|canijoin|allowed"
)
_VERDICT = re.compile(
    r"(지원|신청|수강)?자격(이|은)?(되|돼|있|맞|충족)|대상(이|인)?(되|돼|맞|에들|일까|인가)|(그럼|그러면|나|저|제가|저는|전|난)[^?]{0,8}(지원|신청)(할수있|가능|되나|돼)|"
    r"(amieligible|canithenapply|doiqualify)"
)
_PLACES = (Aspect.PHONE, Aspect.ADDRESS, Aspect.STATION, Aspect.EMAIL, Aspect.PARKING, Aspect.SITE)
_HISTORY = re.compile(r"예전|옛날|과거|원래|바뀌|바뀐|달라|변경|변했|넓어|확대|완화|작년기준|전에는")
_REQUIREMENTS = re.compile(
    r"(지원|신청|참여|입학|수강)?(자격|조건|요건|대상)(이|은|을|를)?(뭐|무엇|어떻|어떤|알려|좀|있|궁금|$|되|설명|plz|이요|요)|누가(지원|신청|들을)|"
    r"누구(나|든)?(지원|신청|들을)|(eligib|requirement|qualification|whocanapply|whocanjoin)"
)
_YES = re.compile(
    r"^(네+|넵+|넹|예+|응+|어|ㅇㅇ|그럼요|맞아요?|맞습니다|그래요|있어요?|있습니다|있음|해요|했어요|해당(돼|되|해)요?|지났(어요?|습니다|음)|yes|yeah|yep|yup|sure|ido|ihave|iam)(요|그래요|맞아요|맞습니다|있어요|있습니다|해당돼요|지났어요|했어요|해요|ido|ihave|iam)?$"
)
_NO = re.compile(
    r"^(아니(요|오|야|에요)?|아뇨|ㄴㄴ|노|없어요?|없습니다|없음|안해요|안했어요|아직(이요|요|이에요|안지났어요|안됐어요)?|안지났(어요?|음)|해당(안돼요|안해요|없어요)|no|nope|notyet|idont|ihavent)(요|없어요|없습니다|안해요|안했어요|아니에요|안지났어요|아직이요|idont|ihavent)?$"
)


_UNSURE = re.compile(r"^(아|음|글쎄요?)?(잘)?(모르|몰라|글쎄|idontknow|notsure|imnotsure)[가-힣]{0,6}$")
_SPEAKS_OF_HOME = re.compile(r"살|거주|사는|집|이사|\blive", re.IGNORECASE)


def yes_or_no(text: str) -> bool | None:
    """What a message says that is no more than yes or no; None for any other."""
    said = korean.squeeze(text)
    return True if _YES.match(said) else False if _NO.match(said) else None


def is_short_answer(text: str) -> bool:
    """Whether a message is no more than yes or no."""
    return yes_or_no(text) is not None


def answer(
    asked: Understanding,
    library: Library,
    now: datetime,
    *,
    gap: Callable[[Collection[str]], Abstention | None],
    texts: Callable[[str], Reply],
    ongoing: bool = False,
    last: bool = False,
) -> Reply | None:
    """The verdict for what a person said of themselves, or the rules in force when they said nothing. None when
    the question is not about eligibility, or about a point no rule knows. `ongoing`: the last turn was about it. `gap`
    and `texts` are asked for what no rule decides (see `Case`). `last`: nothing else answers, and whoever asks whether
    they may apply is told the rules ("주부인데 지원해도 되나요?")."""
    today = now.date()
    rules = in_force(library, today, asked.courses, asked.fields)
    if not rules or asked.says(_HISTORY):
        return None
    case = Case(asked=asked, person=asked.person, rules=rules, library=library, today=today, gap=gap, texts=texts)
    relevant = _relevant(rules)
    told, known = set(asked.told.known()) & relevant, set(asked.person.known()) & relevant
    ages = [rule for rule in rules if rule.attribute == "age"]
    if ages and asked.says(_LEAST_AGE) and not asked.told.known():
        return verdicts.requirements(replace(case, rules=ages))
    if asked.says(_REQUIREMENTS) and not known and not _beyond(asked.told, rules):
        return verdicts.requirements(case)
    if asked.asks(*_PLACES) or (asked.asks(Aspect.AGE_LIMIT) and not case.capped):
        return None
    asks = asked.says(_ASKS)
    if (told or known) and _asks_of_another_point(asked, relevant, today):
        return None
    supposed = find_supposed(asked.repaired, today)
    if asks and set(supposed.known()) & relevant and not supposed.residence.endswith(" 밖"):
        return _supposing(case, supposed)
    studies_only = told == {"study"} and not (asked.says(_STRONGLY) and _NAMES_SCHOOL.search(asked.repaired))
    about_oneself = bool(told) and not studies_only and (asks or ongoing or _only_statement(asked, told))
    goes_on = ongoing and asked.says(_STRONGLY) and not asked.topics
    if last and not known and not asked.named and _whoever(asked):
        return verdicts.requirements(case, unheard=True)
    if not about_oneself and not (known and (asked.says(_VERDICT) or goes_on)):
        return None
    if _beyond(asked.told, rules) and not (known - {"career", "study"}):
        return None
    return verdicts.tell(case, decide(rules, asked.person))


def _whoever(asked: Understanding) -> bool:
    """Whether a question is whether somebody, whatever they are, may apply ("경단녀도 되나요?")."""
    morphemes = korean.morphemes(asked.repaired)
    too = any(
        one.tag in korean.NOUN_TAGS | {"XSN"} and (two.form, two.tag) == ("도", "JX")
        for one, two in pairwise(morphemes)
    )
    is_one = asked.says(_IS_ONE)
    may = asked.says(_STRONGLY) or asked.says(_MAY)
    return may and (is_one or too) and not set(asked.aspects) - _TOUCHED - {Aspect.HOW_TO_APPLY}


_IS_ONE = re.compile(r"인데|이지만|이어도|여도|이라도|이라서|입니다|이에요|예요")
_MAY = re.compile(r"(수강|참여|등록)(이|도)?(할|가능|되|돼|해도)|(도|데)(되|돼|될|가능|괜찮)[^?]{0,5}$")
_LEAST_AGE = re.compile(
    r"(몇살|몇세)(부터|이상|이어야|넘어야|돼야|되어야)|(최소|제일어린|가장어린)(나이|연령)|나이하한|howold(doi|should|must|do)|minimumage|agerequirement"
)
_OF_ONESELF = re.compile(r"저|나는|난|제|전|했|다녔|다니|다녀|있|경력|퇴사|이에요|예요|입니다|인데|임$")
_NAMES_SCHOOL = re.compile(r"대학|대\s|학교|휴학|졸업|졸예|자퇴|univ|college", re.IGNORECASE)


# What may be given to people ("노트북 지원되나요?"), and the points that a question about eligibility may touch.
_GIVEN = frozenset({Aspect.LAPTOP, Aspect.LUNCH, Aspect.ALLOWANCE, Aspect.VOUCHER, Aspect.COST, Aspect.DEPOSIT, Aspect.JOBS,
                    Aspect.BENEFITS, Aspect.COMPLETION, Aspect.PORTFOLIO, Aspect.ALUMNI})  # fmt: skip
_TOUCHED = frozenset({Aspect.AUDIENCE, Aspect.AGE, Aspect.AGE_LIMIT, Aspect.STATUS, Aspect.BEGINNER, Aspect.DETAIL})
_STRONGLY = re.compile(r"자격|대상|(지원|신청)(이|을|도)?(할|가능|되|돼|해도|됩)|뽑|eligib|qualif|apply")
_WH = re.compile(r"어디|언제|얼마|무슨|몇(?!살)|when|where|howmuch")


def _asks_of_another_point(asked: Understanding, relevant: Collection[str], today: date) -> bool:
    """Whether facts are only told beside a question about something else ("서울 사는데 점심 줘요?")."""
    parts = clauses(asked.repaired)
    rest = [part.text for part in parts if not set(find_person(part.text, today).known()) & set(relevant)]
    said = korean.squeeze(" ".join(rest))
    points = set(aspects_of(said)) - _TOUCHED
    return bool(points & _GIVEN or ((points or _WH.search(said)) and not _STRONGLY.search(said)))


def _relevant(rules: Sequence[Rule]) -> set[str]:
    """The facts that matter to these rules."""
    wanted = attributes(rules)
    if wanted & {"school", "graduated_school"}:
        wanted |= {"study"}
    if "residence" in wanted:
        wanted |= {"registration", "moving"}
    return wanted | {rule.id for rule in rules}


def _beyond(person: Person, rules: Sequence[Rule]) -> bool:
    """Whether the person speaks of something that decides nothing by rule (a major, a job) and so needs the texts."""
    wanted = attributes(rules)
    return bool(person.major and "major" not in wanted) or (person.employment == "재직" and "employment" not in wanted)


def _only_statement(asked: Understanding, told: Collection[str]) -> bool:
    if re.search(r"\?|나요|까요|어디|언제(?!든)|뭐", asked.repaired):
        return False
    if set(told) <= {"career", "employment"} and not asked.says(_OF_ONESELF):
        return False  # "비정규직 차별" is nobody's career
    return len(told - {"study"} if isinstance(told, set) else told) >= 2 or (
        not asked.aspects and len(asked.words) <= 8
    )


def _supposing(case: Case, supposed: Person) -> Reply:
    """What a supposition would change: decided as if it were so, and not remembered."""
    person = case.person.told(supposed)
    verdict = decide(case.rules, person)
    words, moving = _supposed_words(supposed), bool(supposed.residence)
    return verdicts.tell(replace(case, person=person), verdict, supposed=words, moving=moving)


def _supposed_words(supposed: Person) -> str:
    if supposed.residence:
        return f"{supposed.residence}에 살게 되면"
    return "그러면"


def heard(asked: Understanding, earlier: Topic, library: Library, today: date) -> Understanding:
    """The question with what it tells in the words of the rules, and with a short answer ("네", "서울이요", "27이요") to
    what was asked back."""
    rules = in_force(library, today, asked.courses or earlier.courses, asked.fields)
    told = _in_words_of_rules(asked, rules)
    rule = library.record(earlier.asking[0]) if earlier.asking else None
    if isinstance(rule, Rule) and (answered := _answered(asked, earlier, rule, today)) is not None:
        bare_place = earlier.asking[1] in IN_PLACES and set(told.known()) == {
            "residence"
        }  # "서울이요": of the university
        told = answered if bare_place else told.told(answered)
        courses = tuple(id for id in rule.applies_to if isinstance(library.record(id), Course))
        tracks = tuple(id for id in rule.applies_to if id not in courses)
        asked = replace(asked, courses=asked.courses or earlier.courses or courses, fields=asked.fields or tracks,
                        english=asked.english or (earlier.asking[-1].isascii() and asked.text.isascii()))  # fmt: skip
    return asked if told is asked.told else replace(asked, told=told, person=told)


def _in_words_of_rules(asked: Understanding, rules: Sequence[Rule]) -> Person:
    """What is told of attributes that only rules know: their own words, said as they are or denied."""
    found = {}
    for rule in rules:
        for leaf in leaves(rule.condition):
            attribute = attribute_of(leaf, rule)
            if attribute in READ:
                continue
            for word in (*leaf.one_of, *leaf.none_of):
                said = re.search(
                    r"\s?".join(map(re.escape, word.replace(" ", "")))
                    + r"\S{0,3}\s?(?P<not>없|안\s|못|아니|않|미)?(?P<rest>[^,.]{0,6})",
                    asked.repaired,
                )
                if said and not re.search(r"필요|있어야|꼭|뭐|인가요|나요|면\s", said["rest"]):
                    found[attribute] = f"{word} 아님" if said["not"] else word
            number = leaf.min if leaf.min is not None else leaf.max
            if number is not None and (
                said := re.search(
                    rf"{re.escape(attribute)}\S{{0,2}}\s?(\d+(?:\.\d+)?)(?!\S*\s?(?:이상|이하|까지|부터))",
                    asked.repaired,
                )
            ):
                found[attribute] = said.group(1)
    return asked.told.told(Person(others=tuple(found.items()))) if found else asked.told


def _answered(asked: Understanding, earlier: Topic, rule: Rule, today: date) -> Person | None:
    """What a message answers to the question that the last reply asked about a rule; None when it answers nothing."""
    _, attribute, question = earlier.asking
    person = earlier.other or earlier.person
    yes, no = bool(_YES.match(asked.squeezed)), bool(_NO.match(asked.squeezed))
    wanted = [leaf for leaf in leaves(rule.condition) if not attribute or attribute_of(leaf, rule) == attribute]
    if yes or no:
        return _of_yes_or_no(yes, attribute, wanted[0], rule, question, person)
    if re.search(r"\?|나요|까요", asked.text) or (asked.aspects and not re.search(r"\d", asked.text)):
        return None
    if _UNSURE.search(asked.squeezed):
        return Person(others=((rule.id, UNSURE),))
    if asked.told.known() and attribute in IN_PLACES and not _SPEAKS_OF_HOME.search(asked.text):
        return value_said(asked.repaired, [attribute], wanted, today) or asked.told
    if set(asked.told.known()) & attributes([rule]):
        return asked.told
    return value_said(asked.repaired, [attribute_of(leaf, rule) for leaf in wanted], wanted, today) or None


def _of_yes_or_no(yes: bool, attribute: str, leaf: Condition, rule: Rule, question: str, person: Person) -> Person:
    """What yes or no means to a question: a value of its one attribute, else that the rule is met or is not."""
    place = leaf.one_of[0] if leaf.one_of else ""
    age = person.age
    match attribute:
        case "age" if age and age.high - age.low == 1:
            return Person(age=Span(age.high, age.high) if yes else Span(age.low, age.low))
        case "residence" if place:
            return Person(residence=place if yes else f"{place} 밖")
        case "school" if place:
            return Person(school=place if yes else f"{place} 밖", study=person.study)
        case "graduated_school" if place:
            return Person(graduated_school=place if yes else f"{place} 밖", study=person.study)
        case "career" if place:
            return Person(career="경력자" if yes else "없음")
        case "employment":
            return Person(employment="재직" if yes is excludes(leaf, rule.ask) else "미취업")
    if is_open_question(question):
        return Person()
    return Person(others=((attribute or rule.id, YES if yes else NO),))
