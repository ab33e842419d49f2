"""The points people ask about, and the words they ask with, in Korean and English. Nothing of one academy.

Cues are regular expressions over the *squeezed* question: repaired, lower-case, without spaces and punctuation.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Aspect(StrEnum):
    """A point of a record that can be asked for."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    STATION = "station"
    FLOOR = "floor"
    PARKING = "parking"
    OPENING_HOURS = "opening_hours"
    FIELDS = "fields"
    SIZE = "size"
    OPENED = "opened"
    PARTNER = "partner"
    OPERATOR = "operator"
    SITE = "site"
    APPLY_START = "apply_start"
    APPLY_END = "apply_end"
    APPLY_PERIOD = "apply_period"
    START = "start"
    END = "end"
    PERIOD = "period"
    SCHEDULE = "schedule"
    TOTAL_HOURS = "total_hours"
    STATUS = "status"
    COST = "cost"
    DEPOSIT = "deposit"
    LUNCH = "lunch"
    LAPTOP = "laptop"
    VOUCHER = "voucher"
    BENEFITS = "benefits"
    SELECTION = "selection"
    OUTLINE = "outline"
    STACK = "stack"
    COMPLETION = "completion"
    CAPACITY = "capacity"
    MODE = "mode"
    CONTACT = "contact"
    AUDIENCE = "audience"
    VENUE = "venue"
    ORGANIZATIONS = "organizations"
    DETAIL = "detail"
    JOBS = "jobs"
    ALLOWANCE = "allowance"
    HOW_TO_APPLY = "how_to_apply"
    BEGINNER = "beginner"
    AGE = "age"
    AGE_LIMIT = "age_limit"
    FOUNDED = "founded"
    ALUMNI = "alumni"
    PORTFOLIO = "portfolio"
    NEXT_STEP = "next_step"


_CUES: dict[Aspect, str] = {
    Aspect.PHONE: r"전화|전번|연락처|연락할|연락하|번호|문의처|폰번|통화|phone|telephone|contactnumber|\bcall",
    Aspect.EMAIL: r"이메일|메일|이멜|멜(로|주소)|e?-?mail",
    Aspect.ADDRESS: r"주소(?!지)|위치|네비|내비|몇호|호수(는|가|를|$|알)|건물이름|무슨건물|어디(에)?(있|임|야$|예요|에요|이에요|인가|인지|죠|쯤|냐|니$|로가|$)|어딨|어디서하|찾아가|찾아오|오시는길|"
                    r"가는길|약도|장소|어느(동네|건물)|무슨건물|address|where(is|are)|located|location",
    Aspect.STATION: r"(가까운|근처|무슨|어느|어떤|어디)(지하철)?역|역(에서|이랑|이어디|에서내|이가까|은어디|이뭐|까지)|지하철|\d호선|몇호선|출구|걸어서|도보|"
                    r"몇분(거리|걸)|교통|가는법|어떻게가|버스|station|subway|metro|exit|walk",
    Aspect.FLOOR: r"몇층|층수|\d층|whatfloor|whichfloor|floor",
    Aspect.PARKING: r"주차|차(를)?(가지고|갖고|끌고|몰고|가져)|parking",
    Aspect.OPENING_HOURS: r"운영시간|여는시간|닫는시간|문(을)?(여|닫|연)|몇시(에|까지)?(열|닫|여는|염|여나|영업)|(주말|일요일|토요일)(에)?(도)?(열|문|여나|운영해)|"
                          r"휴무|휴관|이용시간|자습실|openinghours|open(on)?(weekend|sunday|saturday)",
    Aspect.FIELDS: r"분야|뭐(를)?가르|뭘가르|무엇을가르|어떤걸가르|가르치|뭐(를)?배|뭘배|무엇을배|배울수있|뭐(를)?하는(데|곳)|뭘하|뭘특화|특화|특성|주력|"
                   r"뭘(주로)?하|뭐해|뭐하는|전문(인|으로)|fields?|teach|speciali[sz]",
    Aspect.SIZE: r"규모|정원|몇명|인원|몇개과정|과정(이|은)?몇개|수용|howmany(people|trainees|students|courses)|capacity|size",
    Aspect.OPENED: r"개관|처음(에)?(열었|열때|문열|생)|몇번째|몇호캠|개원|개소|설립|생겼|생긴|문(을)?(연|열었|열)|(언제|몇년)(에)?(열었|오픈|생)|새로(문|열|생|오픈)|opened|founded|when(did|was)[a-z]{0,40}open|openingdate",
    Aspect.PARTNER: r"협력(사|기업|업체)|파트너|어느(기업|회사|업체)|어디랑|누구랑|무슨(기업|회사)|어떤(기업|회사)|(?<!채용)(?<!취업)연계(돼|된|되|기업)|손잡|제휴|partner",
    Aspect.OPERATOR: r"운영(기관|사|업체|주체)|교육기관|주관|누가(운영|가르|교육)|어디(서|에서)운영|operator|whoruns",
    Aspect.SITE: r"누리집|홈페이지|홈피|사이트|\burl|링크|웹페이지|website|homepage|\blink",
    Aspect.APPLY_START: r"(모집|접수|신청|지원)(은|이|을)?(언제(부터)?|시작|열)|언제부터(모집|접수|신청|지원)|(모집|접수)(을|를)?(시작|열)|언제(모집|열려|열리|뽑)|"
                        r"(application|recruit|registration|enrol)\w*(start|open|begin)|whencaniapply",
    Aspect.APPLY_END: r"마감|언제까지|며칠까지|몇일까지|몇일남|며칠남|마지막(날|일)|(모집|접수|신청|지원|원서)(은|이|을)?(언제)?(끝|까지)|막날|데드라인|"
                      r"deadline|close[sd]?|dueday|duedate|lastday|\bd-?day",
    Aspect.APPLY_PERIOD: r"언제부터언제까지(모집|접수|신청|지원)|(모집|접수|신청|지원)(기간|일정|시기|날짜)|언제(신청|지원|접수|모집)(하|해|받)|(신청|지원|접수)(은|는)?언제",
    Aspect.START: r"개강|언제(쯤)?(진행|운영)|(교육|수업|과정|강의)(은|이|을)?(언제)?(시작|스타트|열리)|언제(부터)?(시작|개강)|시작(일|했|하|됐|되|해|은|이)|첫수업|starts?\b|begin|startdate",
    Aspect.END: r"종강|수료일|(교육|수업|과정|강의)(은|이)?(언제)?(끝|종료)|언제(쯤)?(끝|종료|마쳐|마치)|끝나(나|는|요|지|냐)|종료일|whendoesitend|finish|enddate",
    Aspect.PERIOD: r"교육기간|수업기간|과정기간|몇(개월|달|주)|(얼마나|얼마동안)(걸|오래|길)|(?<!모집)(?<!접수)(?<!신청)(?<!지원)기간(이|은|은요|이요)?(어떻|얼마|몇|$|은)|(개월|달)과정|"
                   r"howlong|duration|howmany(months|weeks)",
    Aspect.SCHEDULE: r"시간대|시간표|수업시간|몇시(부터|에시작|에끝|까지해|까지하|까지수업|$)|요일|매일|주\d일|(교육|강의|수업)시간(은|이)?(요)?(어떻|몇시|언제|$)|"
                     r"schedule|timetable|whattime|classhours",
    Aspect.TOTAL_HOURS: r"총(교육)?(몇)?시간|몇시간|전체시간|총시수|시수|(다|모두|전부)합(치|하|쳐)|시간(은|이)?총|totalhours|howmanyhours",
    Aspect.STATUS: r"모집중|접수중|신청(을)?받|지원(을)?받|뽑(고있|는중|나요|아요|는과정)|아직(도)?(지원|신청|접수|모집|가능|되|열|있|하나|해)|"
                   r"지금(도)?(새로)?(지원|신청|접수|모집|들어갈|넣|등록|신청서|원서)|오늘(도)?(모집|신청|지원|접수)|(지원|신청|접수|등록)(할수있|가능|되나|돼|받나)|"
                   r"현재(모집|신청|지원|접수|열)|벌써|이미|끝났|마감(됐|되었|인|했|이)|열렸|열려있|시작했|개강했|진행중|상태|"
                   r"(모집|접수|신청)(이)?(시작|됐|되었|했)|openfor|nowopen|currently(open|recruiting|accepting)|recruiting|stillopen|canistillapply|acceptingapp",
    Aspect.COST: r"수강료|교육비|수업료|학비|등록금|비용|돈(을|이|은|도)?(드|들|내|내야|얼마|필|나가)|무료|공짜|유료|얼마(예요|에요|인가|임|야|죠|내)|"
                 r"\bfee|tuition|cost|\bfree|\bpay|price|howmuch",
    Aspect.DEPOSIT: r"예치금|보증금|deposit",
    Aspect.LUNCH: r"점심|중식|밥|식사|식비|식권|도시락|끼니|lunch|meal",
    Aspect.LAPTOP: r"노트북|맥북|랩탑|컴퓨터|장비대여|laptop|macbook",
    Aspect.VOUCHER: r"바우처|응시료|자격증|voucher|certificat(e|ion)exam",
    Aspect.BENEFITS: r"혜택|지원(사항|내용|해주는거|해줘요)|뭐해줘|제공(되|하|해)|benefit|perks",
    Aspect.SELECTION: r"선발|전형|어떻게뽑|면접|서류|레벨테스트|기초역량|selection|selected|interview|screening|steps|process",
    Aspect.OUTLINE: r"커리큘럼|커리|목차|배우나|배우는(내용|거|것|게)|뭐배|뭘배|무엇을배|챕터|수업(이|은)?몇개|(수업|교육|배우는)순서|강의내용|수업내용|몇강|교육내용|curriculum|syllabus|"
                    r"chapters?|whatwilli(learn)?|whatdo(i|we|you|they)(learn|study|teachin)|lessons?",
    Aspect.STACK: r"기술스택|(?<!풀)스택|어떤(기술|언어|툴|도구)|무슨(기술|언어|툴|도구)|(언어|툴|도구)(를|을|는)?(쓰|배|뭐|사용)|techstack|programminglanguage|\btools?\b",
    Aspect.COMPLETION: r"수료(기준|조건|요건|하려|되려|인정)|출석률|이수(기준|조건|하려)|졸업(기준|조건|요건|한걸로|인정|하려|되려|시켜)|(얼마나|몇퍼센트|몇프로|몇퍼|몇번|며칠)(은|을|나|이나)?(나와|출석|참석|빠지|빠져|결석|들어야)|completion|attendance|graduat(e|ion)require",
    Aspect.CAPACITY: r"정원|몇명(뽑|모집|선발|이|을|까지)?|모집인원|선발인원|howmany(seats|places|people)",
    Aspect.MODE: r"온라인|비대면|대면|오프라인|원격|줌으로|온오프|online|offline|inperson|remote",
    Aspect.CONTACT: r"문의|카톡|카카오|오픈채팅|물어볼|연락|contact|kakao|inquir",
    Aspect.AUDIENCE: r"대상(은|이|자)|누가(들|신청|지원|갈|참)|누구나|아무나|참가자격|참여대상|who(can|isit)",
    Aspect.VENUE: r"어디(서|에서)(열|하|했|해|개최|진행)|장소|where",
    Aspect.ORGANIZATIONS: r"참여(기업|기관|업체|회사)|어느(기업|기관)|몇개(기업|사|기관|회사)|몇곳|어떤기업|organi[sz]ations|companies",
    Aspect.JOBS: r"취업(률|지원|연계|됐|하|한|시켜|도와|처|을|은)|채용|취직|일자리|employment|gethired|\bjobs?",
    Aspect.ALLOWANCE: r"수당|장려금|지원금|용돈|월급|생활비|페이|돈(을)?(줘|주나|주는|받|나오)|stipend|allowance|getpaid",
    Aspect.HOW_TO_APPLY: r"(어디(서|에서|에)?|어떻게)(지원|신청|접수|등록)|(지원|신청|접수|등록)(은|는|을|를)?(어디|어떻게|하려면|방법|절차|경로|사이트|할려면|하는법|하는곳)|"
                         r"(지원|신청|접수|등록)(하고싶|하고자|해보|하려)[^?]{0,8}(어떻게|어디|방법|뭐부터)|(지원|신청|접수)(사이트|페이지|링크)|수강신청|howtoapply|howdoiapply|wheretoapply|wheredoiapply",
    Aspect.BEGINNER: r"비전공|컴공|컴퓨터공학|전공(이|은|을|과|자)|무관한전공|문과|노베|코딩(을|이)?(처음|전혀|하나도|몰라|모르|못)|초보|입문|생초보|왕초보|beginner|noexperience|nonmajor|nocoding|majored|cspeople|csmajor|background",
    Aspect.FOUNDED: r"언제(부터)?(시작했|생겼|출범|설립|출발)|(처음|가장먼저|맨처음)(에)?(어디|생|출범|시작|연|열)|몇년(도)?(에|부터)?[^?]{0,14}(시작했|출발|출범|생겼|설립)|founded|established",
    Aspect.ALUMNI: r"동문|(졸업생|수료생|선배)(들)?(끼리)?(모임|네트워)|(끝난|수료한|졸업한|나온|마친)사람(들)?(끼리|모임)|인맥|네트워킹|alumni",
    Aspect.PORTFOLIO: r"포트폴리오|포폴|결과물|작품집|portfolio",
    Aspect.NEXT_STEP: r"(다음|그다음|담|이후)(엔|에는|에|은|단계|절차|순서)|(끝나면|보고나면|붙으면|통과하면)[^?]{0,6}(뭐|무엇|모|어떻)|next(step)?",
    Aspect.AGE_LIMIT: r"(나이|연령)(가|이|는|은|에)?(제한|상한|컷|커트|최고|최대|많|들었|넘)|(최고|최대|제일많은|가장많은)(나이|연령)|(몇살|[3-9]\d(살|세))까지|agelimit|tooold|maximumage",
    Aspect.AGE: r"나이|연령|몇살|만\d+세|살까지|\bage",
    Aspect.DETAIL: r"자세히|상세|자세한|알려줘$|설명해|어떤과정|무슨과정|소개|정보|details?|tellmeabout|moreabout",
}  # fmt: skip
# Everyday English words: they tell English from Hangul typed on the English layout, and are no content.
ENGLISH = frozenset(
    (
        "the a an is are am was were be do does did can could will would should may i me my you your we it its "
        "this that there here what which when where who how why if to of in on at for from with without about and "
        "or not no yes as by than then them they have has had get take long many much any some all please tell "
        "give show want need know find course courses campus apply application open close closed free fee cost "
        "job academy seoul english korean class time phone number address location start end date deadline hello "
        "hi hey thanks thank you good any now campuses locations there's open which teaches teach learn join "
        "one ones other another more also just only really sorry mean meant what's it's i'm s t ll re ve classes times"
    ).split()
)

# Words for a point as knowledge files tend to write it; added to the words of a question that asks for it.
SYNONYMS: dict[Aspect, str] = {
    Aspect.COST: "수강료 교육비 비용 무료",
    Aspect.LUNCH: "점심 식사 중식",
    Aspect.LAPTOP: "노트북",
    Aspect.DEPOSIT: "예치금",
    Aspect.SELECTION: "선발 절차",
    Aspect.COMPLETION: "수료기준 출석률",
    Aspect.SCHEDULE: "수업 시간",
    Aspect.PHONE: "전화번호 연락처",
    Aspect.ADDRESS: "위치 주소",
    Aspect.OPERATOR: "운영기관",
    Aspect.SITE: "누리집",
    Aspect.MODE: "온라인",
    Aspect.OPENED: "개관",
    Aspect.PARKING: "주차",
    Aspect.VOUCHER: "자격증",
    Aspect.OUTLINE: "커리큘럼 학습목차",
    Aspect.APPLY_START: "모집기간",
    Aspect.APPLY_PERIOD: "모집기간",
    Aspect.JOBS: "취업",
    Aspect.ALLOWANCE: "수당",
    Aspect.HOW_TO_APPLY: "신청 방법",
    Aspect.AGE_LIMIT: "나이 상한",
    Aspect.FOUNDED: "처음 시작 출범",
    Aspect.ALUMNI: "동문회 수료생 모임",
    Aspect.PORTFOLIO: "포트폴리오 프로젝트",
    Aspect.NEXT_STEP: "절차 순서 다음 단계",
    Aspect.BEGINNER: "비전공자",
}
TUITION = {False: "수강료 있어요?", True: "Is there a tuition fee?"}
"""How tuition is asked for where nothing is named, in Korean and, if true, in English."""
# What questions are made with, whatever they ask about.
ASKING_PHRASES = (
    "나요? 까요? 무엇인가요? 어떻게 되나요? 알려주세요. 궁금합니다. 궁금해요. 싶어요. 싶습니다. 받을 수 있나요? 어디서 해야 하나요? "
    "언제 얼마나 누구 어떤 뭐예요? 있어요? 없어요? 되나요? 돼요? 할 수 있을까요? 인가요? 입니까? 합니까? 있습니까? 하는데 인데 대해 위해 "
    "무슨 경우 제가 저는 그리고 또는 하고 해요 건가요 죠 지요 좀 혹시"
)
# How people ask about a thing that has a name.
QUESTION_FORMS = (
    "{} 어떻게 신청하나요?", "{} 대상은 누구인가요?", "{} 얼마인가요?", "{} 언제까지인가요?", "{}에 대해 알려 주세요.",
    "{} 어디에 문의하나요?",
)  # fmt: skip
CUES = {aspect: re.compile(cue.replace(r"\b", "")) for aspect, cue in _CUES.items()}

COURSE_WORD = re.compile(
    r"과정|강좌|수업|교육|클래스|반(은|이|을|도|있)|부트캠프|프로그램|course|class|program|bootcamp"
)
CAMPUS_WORD = re.compile(
    r"캠퍼스|캠(은|이|을|에|$|어디|좀|퍼|총|몇|다|전부)|센터|교육장|지점|어느캠|campus|center|centre|branch"
)
EVENT_WORD = re.compile(r"행사|이벤트|설명회|박람회|선포식|축제|세미나|특강|잡페어|event|fair|session|ceremony")
LISTING = re.compile(r"뭐|어떤|무슨|다른|또|목록|수있는(거|건|게|것|과정|강좌)|which|what|any")
COUNT_WORD = re.compile(r"몇(개|곳|군데|가지|캠퍼스)|개수|howmany")
DEICTIC = re.compile(
    r"거기|그곳|그\s?(캠퍼스|과정|행사|수업|반|센터)|여기|이\s?(캠퍼스|과정|행사|수업)|그거|그건|그게|그럼|그러면|그중|그 중|저기|아까|방금|둘 중|"
    r"\bit\b|\bthere\b|\bthat (one|course|campus)\b|\bits\b|\bthey\b",
    re.IGNORECASE,
)
AMONG = re.compile(r"(둘|셋|넷|두개|세개|네개)중|둘다|그중|이중에|개중|ofthe(two|three)|ofthem|ofthese|both")
MORE = re.compile(
    r"^(아|오|네|응|그럼|그|저)?(나머지|(좀)?더(보여|알려|있|없|볼)|또(있|뭐|보여|다른|없)|다른(거|건|것|과정)(은|는|도)?(더)?(없|있|보여|뭐)?[가-힣]{0,4}$|이밖에|그밖에|"
    r"(전부|모두)(다)?보여|showmore|more|therest|(any|what)(thing)?(else|others?)|others)"
)
CORRECTION = re.compile(r"아니|말고|말한|잘못|정정|i meant|not that|instead", re.IGNORECASE)
OPEN_NOW = re.compile(
    r"^(과정)?(모집|접수|신청)(중|정보|공고)?$|모집중|접수중|모집하(는|고있)|신청(을)?받|지원(을)?받|뽑고있|뽑는(과정|데|곳|중)|열려있|열린과정|마감(임박|안)|"
    r"(지금|현재|오늘|요즘|당장|이번주|이번달|새로)[^?]{0,14}(지원|신청|모집|접수|들을|넣|등록|뽑)(?!하면|했)|"
    r"(지원|신청|접수|들을)(할)?수있는(과정|강좌|수업|게|건|거|것|데|반|프로그램|교육)|(신청|지원|접수)가능한(과정|강좌|수업|거|게|것)|"
    r"(과정|강좌)(은|이|을)?(뭐|어떤게)?(지금|현재)?(열|모집|신청)|recruiting|open(for|now)|(currently|now)open|openco|acceptingapp|canapplyfornow|"
    r"(courses|programs)(are)?(currently|now)?(open|available)|opencourses|applynow"
)

HOUR = re.compile(r"몇시|몇분까지|시각|정각|자정|(마감|종료)시간|밤(까지|에)|whattime|whathour|whichhour|midnight")
"""Wants the hour of something."""

_GIVEN = {Aspect.LUNCH, Aspect.LAPTOP, Aspect.VOUCHER, Aspect.PARKING}
_HOW_GIVEN = {"무료", "공짜", "유료", "free"}
_LESSONS_OR_DOORS = re.compile(
    r"수업|강의|교육|개강|공부|문(을|이|은|도)?(여|열|연|닫)|자습|운영|class|lesson|doors?|campusclose"
)
_CLOCK = re.compile(r"몇시|whattime")
_ORDINALS = {"첫": 1, "두": 2, "세": 3, "네": 4, "다섯": 5}


def ordinals(squeezed: str) -> tuple[int, ...]:
    """Which of a list a question means ("두번째 거", "첫번째랑 세번째"), counted from 1."""
    found = re.finditer(
        r"(첫|두|세|네|다섯|[1-5])번(째(?!로|단계|순서|수업|학기|챕터|[주날달])|(?:거|꺼|것|과정|건|자세|는|캠|곳|데|$))|"
        r"(first|second|third)(?:one|course|campus)",
        squeezed,
    )
    words = [match.group(1) or {"first": "1", "second": "2", "third": "3"}[match.group(3)] for match in found]
    return tuple(dict.fromkeys(_ORDINALS.get(word) or int(word) for word in words))


def among(squeezed: str) -> int:
    """How many things a question says it chooses among ("둘 중에"); 0 where it says no number."""
    match = re.search(r"(둘|셋|넷|두개|세개|네개)중|ofthe(two|three)", squeezed)
    return {"둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "o": 2}[match.group()[0]] if match else 0


def cue_words() -> frozenset[str]:
    """The Hangul words that cues are made of, so that the repair of typos leaves them alone."""
    return frozenset(word for cue in _CUES.values() for word in re.findall(r"[가-힣]{2,}", cue))


def aspects_of(squeezed: str) -> tuple[Aspect, ...]:
    """The points a squeezed question asks about, in the order in which their words stand."""
    found = {aspect: match for aspect, cue in CUES.items() if (match := cue.search(squeezed))}
    if Aspect.COST in found and found[Aspect.COST].group() in _HOW_GIVEN and _GIVEN & set(found):
        del found[Aspect.COST]  # "점심 무료예요?" asks about the lunch
    if Aspect.APPLY_END in found and not _LESSONS_OR_DOORS.search(squeezed):
        for aspect in (Aspect.OPENING_HOURS, Aspect.SCHEDULE):
            if aspect in found and _CLOCK.match(found[aspect].group()):
                del found[aspect]  # "마감일 몇시에 닫혀" asks for the hour of the deadline
    return tuple(sorted(found, key=lambda aspect: found[aspect].start()))
