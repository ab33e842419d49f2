"""Where a person lives, by region: at home now, registered, moving. Not where they work, study or come from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from knowledge.places import REGIONS, is_region, places_in, region_of

_PARTICLE = r"\s?(?:특별시|광역시)?(?:에서는|에서만|에서|에는|에만|에|쪽에서|쪽에|쪽|지역에|은|는)?\s?"
_LIVES = re.compile(
    rf"^{_PARTICLE}(?:지금|현재|혼자|계속|쭉|아직|계속해서|부모님과|가족이랑|가족과)?\s?"
    r"(?:\d+년째\s?|오래\s?)?(?:살(?!던)|사는|사세|사셔|삽니|산다|삼(?=[\s.,?!]|$)|사람(?!만|들)|거주|주민(?!만|등록)|시민(?!만)|도민(?!만)|구민|군민|토박이|지내|지냄|자취|"
    r"하숙|머물|체류|살이|집이|사니|사[라]|사고|사심|산\s?지)"
)
_CITIZEN = re.compile(r"^(?:시|도|구|군)?민(?!만|우|원|간|주)")
_IS_NOT = r"(?:은|는|이|가|도)?\s?(?:지금은?|현재는?|이제는?|아직은?|원래|전혀)?\s?(?:아[니닌님닙녜녀])"
_RESIDENT = (
    r"\s?(?:시민|도민|구민|군민|주민|민|사람|거주자|거주민|거주\s?중|거주|토박이|"
    r"(?:에|에서)?\s?(?:사는|거주하는|거주\s?중인)\s?(?:건|거|것|게|사람|분|데))"
)
_NOT = re.compile(
    r"^(?:특별시|광역시|시|도)?(?:(?:에|에는|에서|에서는|엔)?\s?(?:밖|외에|외\s?지역|안\s?(?:살|사는|삽|산|거주)|거주(?:는|를|도)?\s?안\s?[하해합함]|못\s?(?:살|사는)|"
    r"(?:살|거주하|거주)(?:지|진|질)(?:는|도|를)?\s?(?:않|못|안)|(?:살|거주하)고\s?있(?:지|진)\s?(?:는\s?)?(?:않|못)|"
    r"(?:사는|거주하는)\s?(?:곳|집|데)?\s?아[니닌님]|집(?:이|은|도)?\s?(?:없|아[니닌님]))|"
    rf"(?:{_RESIDENT})?\s?{_IS_NOT})"
)
_PAST = re.compile(
    r"살았었|(?:까지|전에|예전에|옛날에|어릴|그때)[^,.]*(?:살|거주)|살다가|살다\s|살던|살았|거주했|거주하다"
)
_BEFORE_MOVE = re.compile(
    r"이사\s?(?:가요|갈|갑니다|예정|할|하려|해요|합니다|간다|감)|옮(?:길|겨요|기려)|(?:다음\s?달|내년|담달|곧|내달|다음\s?주)[^.]*(?:이사|옮|떠)"
)
_MOVE = re.compile(
    r"^(?:시|도|구)?(?:으로|로|에)\s?(?:주소|주민등록|전입신고|집)?(?:를|을|만)?\s?(?:최근에?|다시|막|얼마\s?전)?\s?(?:이사|옮|전입|왔|온\s|와서|내려|올라)"
)
_MOVED = re.compile(
    r"^(?:시|도)?(?:으로|로)\s?(?:왔|온\s|와서)|이사\s?(?:했|왔|온|갔|간\s?지|와서|와\s|옴|함)|옮겼|옮긴|옮겨서|전입\s?(?:신고)?\s?(?:했|함|완료)|전입신고(?:를)?\s?(?:했|마)|(?:내려|올라)\s?(?:왔|온|갔|와)"
)
_FROM = re.compile(r"^(?:시|도|구)?에서\s?$")
_REGISTERED_BEFORE = re.compile(r"(?:주민\s?등록|등본|전입\s?신고|주소지?)\S{0,6}\s?(?:아직|여전히|그대로|지금)?\s?$")
_HOME_BEFORE = re.compile(
    r"(?:^|[\s,.])(?:집|우리\s?집|사는\s?(?:곳|동네|지역|건|거)|사는\s데(?=[는가])|거주지|주거지|현거주|자취방|(?:거주|자취|주소)(?=[는은이가:]))(?:는|은|이|가|도|만)?\s?(?:지금|현재|아직)?\s?:?\s?$"
)
_HOME_AFTER = re.compile(r"^(?:시|도)?(?:이|가)?\s?집\b|^\s?집(?:이|임|에|$)")
_SPLIT = re.compile(r"본가|부모님\s?(?:댁|집)|기숙사|자취|하숙|고시원")
_ORIGIN_BEFORE = re.compile(
    r"(?:고향|본가|부모님\S*(?:\s?집|\s?댁)?|본적)(?:은|는|이|가|도)?\s?(?:지금|원래|아직)?\s?$"
)
_ORIGIN_AFTER = re.compile(r"^\s?(?:출신|이\s?고향|가\s?고향|에서\s?(?:태어|자랐|왔|올라))")
_ELSEWHERE_BEFORE = re.compile(
    r"(?:직장|회사|일터|근무지|알바|학교|대학|대학교|대학원|학원|캠퍼스|학부|전공|센터|과정|수업)(?:은|는|이|가|도|만)?\s?(?:지금|현재)?\s?$"
)
_ELSEWHERE_AFTER = re.compile(
    r"^(?:시|도|구)?\s?(?:에서|에|로|으로|쪽에서|에\s?있는|소재(?:의|인)?|의|권|내|시내)*\s?(?:4년제|2년제|전문)?\s?(?:있는\s?)?"
    r"(?:회사|직장|출근|근무|일하|일해|알바|대학|전문대|학교|통학|캠퍼스|대(?=[\s를에은는가도생졸])|공부|졸업|재학|다니|다녀|다녔)"
)
_BARE = re.compile(
    r"^(?:이에요|예요|에요|인데요?|입니다|이요|이고|이구|임(?=[\s.,]|$)|이라서?|라서|인\s?사람|이며|요(?=[\s.,?!]|$)|인(?=[,.]|$)|\s(?:고졸|대졸|무직|취준|백수|남자|여자|직장인))"
)
_ENGLISH = re.compile(
    r"\b(?:live|living|lives|reside|resident|residing|based|staying|home is|moved|from)\b(?: now| currently)? (?:in|at|of|to|near)? ?$|\bfrom $",
    re.I,
)
_ENGLISH_NOT = re.compile(r"\b(?:don't|do not|not|outside)\b[^.]{0,20}$", re.I)

ELSEWHERE = "다른 곳"
PROVINCES = "지방"  # anywhere but around the capital


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Regions: `residence` ("경기", or "서울 밖" for someone who only says where they do not live), `registration`
    where they are registered if they say so, `moving` where they will move; `town` is the place of the residence as it was named.
    `split`: their family home is elsewhere."""

    residence: str = ""
    registration: str = ""
    moving: str = ""
    town: str = ""
    split: bool = False


def find_home(text: str) -> Home:
    """Where a text says that its speaker lives; of several places the last one that is said of now."""
    text = re.sub(r"(?<![가-힣])경기(?=이?요\b|예요|이에요|입니다|임|에|로|권|쪽|\s(?:거주|살|사)|$)", "경기도", text)
    text = re.sub(r"((?:집|주소지?|사는\s?곳)[은는이가]?\s?)경기(?!도)", r"\1경기도", text)
    home = Home(split=bool(_SPLIT.search(text)))
    places = _merged(text)
    for index, (region, name, start, end) in enumerate(places):
        stop = places[index + 1][2] if index + 1 < len(places) else len(text)
        before = text[places[index - 1][3] if index else 0 : start]
        home = _taken(home, region, name, before, text[end:stop], text)
    if not home.residence and re.search(r"지방(?:에|에서)?\s?(?:살|사는|사람|거주|삽)", text):
        home = replace(home, residence=PROVINCES)
    leaving = _BEFORE_MOVE.search(text)
    return replace(home, moving=ELSEWHERE) if leaving and home.residence and not home.moving else home


def _merged(text: str) -> list[tuple[str, str, int, int]]:
    """The places of a text; "경기도 수원시" is one."""
    found: list[tuple[str, str, int, int]] = []
    for place in places_in(text):
        if found and not text[found[-1][3] : place.start].strip():
            region, _, start, _ = found[-1]
            found[-1] = (region, place.name, start, place.end)
        else:
            found.append((place.region, place.name, place.start, place.end))
    return found


def _town(name: str) -> str:
    return "" if is_region(name) else name


def _taken(home: Home, region: str, name: str, before: str, after: str, text: str) -> Home:
    """The home as it is known once one more place was read."""
    if _ORIGIN_BEFORE.search(before) and re.match(r"\s?(?:에|로|에서|집)?\s?(?:내려와|와\s?있|지내|살)", after):
        return replace(home, residence=region, town=_town(name))
    if _ORIGIN_BEFORE.search(before) or _ORIGIN_AFTER.search(after) or _ELSEWHERE_BEFORE.search(before):
        return home
    if _NOT.search(after) or (_ENGLISH.search(before) and _ENGLISH_NOT.search(before)):
        outside = is_region(name) and not home.residence  # who is not of one town may be of the next in the same region
        return replace(home, residence=f"{region} 밖") if outside else home
    if _MOVE.search(after):
        if _MOVED.search(after):
            return replace(home, residence=region, town=_town(name))
        current = home.residence if home.residence not in ("", region) else f"{region} 밖"
        return replace(home, residence=current, moving=region)
    if _REGISTERED_BEFORE.search(before) or re.match(r"^(?:에|으로|로)?\s?(?:주민\s?등록|전입)", after):
        return replace(home, registration=region, residence=home.residence or region, town=home.town or _town(name))
    if _HOME_BEFORE.search(before):
        return replace(home, residence=region, town=_town(name))
    if _FROM.match(after) or _ELSEWHERE_AFTER.search(after):
        return home
    if _LIVES.search(after) or _CITIZEN.search(after):
        past = _PAST.search(after) and not _BEFORE_MOVE.search(text)
        return home if past else replace(home, residence=region, town=_town(name))
    if _HOME_AFTER.search(after) or _ENGLISH.search(before):
        return replace(home, residence=region, town=_town(name))
    plain = not home.residence and (name in REGIONS or region != "서울")  # a district may be meant as a campus
    return (
        replace(home, residence=region, town=_town(name))
        if plain and _alone(before) and (_BARE.search(after) or (before and not after.strip()))
        else home
    )


def _alone(before: str) -> bool:
    """Whether nothing stands between the person and the place, such as another thing's name."""
    return bool(re.search(r"(?:^|저는|전|나는|난|제가|저|나|지금|현재|[,.?!]|세|살|생|데|고|요|\d)\s?$", before))


def region_named(text: str) -> str:
    """The region a short answer names ("서울이요"); "" when it names none."""
    return region_of(re.sub(r"(이?요|예요|이에요|입니다|임|에\S*)?[.!?~]*$", "", text.strip())) or region_of(text) or ""
