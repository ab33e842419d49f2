"""Finds sentences of a text that speak to an assistant (ignore the above, call this tool, tell nobody), not to readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_MACHINE = (
    r"(?:\bai\b|ai(?=[가-힣])|인공지능|에이전트|어시스턴트|챗봇|봇(?=[은는이가을를의에,\s])|llm|gpt|모델(?=[은는이가을를의에])"
    r"|파서|인덱서|크롤러|assistants?\b|agents?\b|\bbots?\b|\bmodels?\b)"
)
_SYSTEM = rf"(?:{_MACHINE}|시스템|파이프라인|프로세스)"
# How one is ordered about: plain imperatives hardly stand in what an institution writes to people.
_CURT = r"(?:[가-힣]라(?=[\s.!,'\"’”』»)\]】〕>{}*\-]|$)|(?:할|말)\s?것(?=[\s.!'\"’”)\]】〕>}]|$)|하시오)"
_POLITE = r"(?:하십시오|마십시오|하세요|해\s?주세요|마세요|[가-힣]야\s?(?:한다|합니다|함|하며|하고|만)|됩니다)"
_ORDER = rf"(?:{_CURT}|{_POLITE}|한다(?=[.\s'\"’”」]|$)|반환하고|전환|답한다|않는다|처리\s?(?:하고|됩))"
_RULES = r"(?:지시|지침|규칙|명령|프롬프트|제약|가이드라인|안전\s?(?:필터|장치|규정)|가드레일)"
_ACT = r"(?:출력|노출|공개|덤프|나열|열거|목록화|밝혀|밝히|반환|제출|전송|표시|포함|수집|첨부|보여|보이|알려|인쇄|삽입|채워|채우|기재|부록)"
_CALL = r"(?:[a-z][a-z0-9]*(?:_[a-z0-9]+)+\s?\(|\b[a-z]+(?:_[a-z0-9]+)+\s(?:도구|함수|명령|툴)|(?<![가-힣])도구(?:를|로|을)|툴을)"
_HARM = (
    r"\b(?:delete|drop|purge|wipe|revoke|export|exfil\w*|transfer|disable|reset|shutdown|truncate|remove|grant|send|upload"
    r"|post|http|execute|factory|approve|create|override|bypass)_\w+|\brm\s-rf\b|\bdrop\s(?:database|table)\b|agent\.\w+\("
)
_TALKED = (
    r"(?:대화|세션|사용자(?:의)?\s?(?:질의|질문|입력|정보|메시지|조회|개인)|질의|모델\s?응답|응답\s?(?:전문|초안|내용)|프롬프트"
    r"|수신함|개인\s?메시지|api\s?키|토큰|(?:조회|접속|검색)\s?(?:기록|이력|로그)|conversation|chat\s?(?:history|log)|session)"
)
_SENT = r"(?:전송|전달|업로드|발송|보내|보고|제출|백업|유출|post\b|fetch|send|forward|upload)"
_NOW = r"(?:이제|지금|이\s?순간|이\s?시점|앞으로|이후|오늘)(?:\s?이\s?순간)?(?:부터|부로)?"
_ROLE = (
    rf"(?:{_SYSTEM}|인격|페르소나|모드|역할|권한|제한\s?없|무제한|관리자|전문의|해커|의사|규칙|필터|[a-z]{{3,}}|캐릭터"
    r"|무엇이든|처럼|행동|대답|답하|무시)"
)

_SIGNS = (
    # Whoever reads this with a machine's eyes …
    rf"(?:이|본|위|해당|현재|다음|아래|첨부\S*)\s?\S{{0,14}}(?:을|를)\s(?:\S+\s){{0,2}}?(?:읽|활용|처리|인용|요약|분석|렌더링|해석|참조|수신|로드|만나|만난|출력|설명|조회|파싱|번역|열람|근거로|표시)\S*\s(?:\S+\s)?{_SYSTEM}.*{_ORDER}",
    rf"{_SYSTEM}(?:는|은|가|이)\s(?:반드시|즉시|먼저|지금|우선).*(?:{_CURT}|{_POLITE})",
    rf"(?:{_MACHINE}|데이터|문서|시스템|내부|자동화|도구|관리자|인덱서|파서|처리|검수|스니펫|셀)\s?\S{{0,6}}\s?(?:전용|유의\s?사항|자동\s?응답|처리|주입|자동화|도구|메타)?\s?(?:지시|명령|directive|instructions?)\s?(?:[:：\])】〕>›»※*#]|사항\s?[:：])",
    r"[\"'_]{2}\s?(?:지시|명령|instructions?|prompt|directive)\s?[\"'_]{2}",
    r"(?:숨은|숨김|숨겨진|은닉|비공개|hidden|secret)\s?(?:도구\s?|운영\s?|시스템\s?)?(?:지시|명령|지침|운영지침|instructions?)",
    r"(?:note|message|todo|instructions?)[_\s(]*(?:to|for)?[_\s(]*(?:the[_\s])?(?:llm|ai|assistant|agent|bot)\b",
    r"<\|?(?:im_start|system|sys|assistant|exfil|hidden|inject)\b[^>]*>|<<\s?sys|\[/?\s?(?:inst|system|sys)\b|(?:^|[\[【〔(=#*■◆\s])(?:system|시스템)\s?(?:override|reset|prompt|message|지시|오버라이드|재설정|명령)|[\[【〔■◆=]+\s?/?(?:system|시스템)(?:[\s/]?[a-z가-힣/\s]{1,10})?[\]】〕■◆=]|^\W*role\W+(?:system|administrator)",
    # … shall forget what it was told,
    rf"(?:이전|지금까지|앞선|앞의|앞서|상기|위의?|기존|원래|상위|모든|그동안|종전)[^.]{{0,24}}(?:{_RULES}|안내|설정|내용|대화)[^.]{{0,14}}(?:무시(?!해도|하셔도|하지|되|할|당)|무효|잊어|잊고|초기화|따르지\s?(?:말|마))",
    rf"(?:이전|앞선|기존|원래|상위)[^.]{{0,16}}{_RULES}[^.]{{0,14}}(?:취소|폐기|해제|대체|테스트).*{_ORDER}",
    r"(?:^|[#*\s])(?:모두\s)?무시하고\s(?:다음|아래|이것)[^.]{0,8}(?:을|를)?\s?(?:먼저\s)?(?:수행|실행|따르|지시)|무시하고\s(?:시스템|우선|먼저)|새(?:로운)?\s(?:지시|명령|역할)\s?[:：]",
    rf"{_RULES}[^.]{{0,12}}(?:무시|해제|우회|제거)[^.]{{0,10}}(?:하라|하고|한\s?채|된|하며|되었|됐)",
    # … be somebody else,
    rf"(?:너|넌|당신|귀하|니)(?:는|은|의|를|을|\s)?[^.]{{0,6}}\s?{_NOW}[^.]{{0,40}}{_ROLE}",
    rf"{_NOW}\s?(?:너|넌|당신|귀하)(?:는|은|의|를)?[^.]{{0,40}}{_ROLE}",
    r"(?:너|당신)의\s?(?:역할|정체성|임무|인격|이름)[은을를이]",
    rf"(?:너|넌|당신)(?:는|은)?\s?더\s?이상[^.]{{0,40}}(?:{_ROLE}|아니)",
    r"(?:(?:(?<!법)인격|페르소나|정체성)[^.]{0,24}(?:전환|변신|둔갑|재정의|스위치|지정|발동|동작)|(?:(?<!법)인격|페르소나)[^.]{0,24}(?:변경|바뀌|바뀐|바꾸|부여|행동|돌아가))",
    rf"{_MACHINE}[^.]{{0,24}}(?:모드|역할)[^.]{{0,10}}(?:전환|변신|변경|동작|행동|바뀌)",
    # … give away what it knows,
    rf"(?:시스템|초기화?|숨겨진|숨은|개발자|내부|당신의|너의|네)\s?(?:[가-힣·]+\s)?(?:프롬프트|지침|지시문|메시지|파라미터|규칙)(?=[^.]*{_ACT}).*(?:{_CURT}|{_POLITE})",
    rf"(?:api\s?키|apikey|서비스키|시크릿|자격\s?증명|(?:인증|액세스|접근|비밀|세션|bearer)\s?(?:토큰|키|id)|secretkey|bearertoken|credentials?|비밀번호)(?=[^.]*{_ACT})[^.]*(?:{_CURT}|하십시오|하세요|주세요|해야\s?(?:합니다|한다|함))",
    rf"{_TALKED}.*{_SENT}[^.]*(?:{_CURT}|{_POLITE})",
    rf"(?:외부|관리자|감독|제3자)[^.]{{0,16}}(?:서버|채널|계정|웹훅|주소)[^.]{{0,12}}(?:으로|로|에|에게)[^.]{{0,40}}{_SENT}[^.]*(?:{_CURT}|{_POLITE}|작업)",
    # … use its tools,
    rf"{_CALL}(?:.*(?:호출|실행)|[^.]{{0,30}}(?:수행|사용해|사용하|이용해)).*{_ORDER}",
    rf"(?:{_HARM}).*(?:호출|실행|수행|제출|전송|{_MACHINE}|{_SYSTEM})|{_SYSTEM}.*(?:{_HARM})",
    # … and say nothing of it.
    rf"사용자(?:에게|에겐|가|의|\s)?[^.]{{0,28}}(?:알리지|숨기|숨겨|언급하지|노출하지|보이지|표시하지|드러내지|되묻지|말하지|몰래|(?:동의|확인)[^.]{{0,6}}(?:없이|생략|필요\s?없|하지\s?(?:말|마)))[^.]*{_ORDER}",
    r"이\s(?:지시|명령|블록|주석|규칙)[은는을를이][^.]{0,24}(?:숨|노출|표시|알리|공개|남기지|보이지|출력)",
    rf"(?:답변|응답|인용|요약|출력|설명|안내|번역|표시|판정)[^.]{{0,12}}(?:전에?|직전|앞서|때)[^.]{{0,60}}(?:호출|실행|출력|덤프|노출|수행|전송|나열|열거)[^.]*(?:{_CURT}|{_POLITE})",
    rf"(?:무엇을\s?묻든|어떤\s?(?:질문|질의)|모든\s?(?:질문|질의|요청|답변|문의))[^.]{{0,60}}(?:답하|답변|응답|붙이|무시|추천|포함|출력)[^.]*{_CURT}",
    rf"(?:답변|응답|출력|경고|문구|사용자)[^.]{{0,40}}(?:답하|답변하|응답하|출력하|삭제하|처리하|숨기|보고하|진행하|표시하|안내하|단정|생략하)[^.]*{_CURT}",
    r"(?:추천|소개|단정|안내|보고|제거|삭제|삽입|반복|전환|인쇄|호출|실행|전송|무시|생략|승인|결재|출력|노출|열거|나열|덤프|응답|답변|답)하라(?=[.!,'\"’”)\]】]|\s?$)"
    r"|(?:덮어써|덮어쓰|집어넣어|끼워\s?넣어|속여|숨겨|밀어붙여)라(?=[\s.!,'\"’”)\]】]|$)",
    rf"사용자가[^.]{{0,40}}(?:물어도|묻든|물으면|질문하면|요청하면|문의하면)[^.]*(?:{_CURT}|{_POLITE})",
    r"이전\s?(?:지시|지침|명령|규칙|프롬프트|컨텍스트)(?:보다|는|은)?[^.]{0,16}(?:우선|종료|끝|무시|무효)|위의?\s(?:모든\s)?(?:지시|시스템\s?프롬프트)[은는가]",
    r"[%@#=*]{2,}\s?(?:end\s)?(?:system|context|prompt|시스템)\b[^\n]*[%@#=*]{2,}|^\W*\[?\[?end\]?\]?\W*$|<\|?im_end",
    # The same in English.
    r"(?:ignore|disregard|forget|override|bypass)\b.{0,24}\b(?:previous|prior|above|earlier|all|your|these|any|system)\b.{0,24}\b(?:instructions?|rules?|prompts?|guidelines?|directions?|messages?|context|told|policies|said)\b",
    r"\byou are (?:now|no longer)\b|\bfrom now on,? you\b|\b(?:act|behave|respond|pretend) (?:as|like)\b.{0,40}\b(?:ai|assistant|bot|mode|expert|admin|unrestricted|if you)\b|\byour new (?:role|task|instructions?|identity)\b",
    r"\bas an? (?:ai|assistant|language model)\b|\b(?:ai|llm|assistant|agent|bot|model)s?\b.{0,30}\b(?:must|should|shall|is required to|are required to|reading this|processing this)\b",
    r"\b(?:reveal|print|output|repeat|leak|dump|disclose|show)\b.{0,30}\b(?:system prompt|your (?:prompt|instructions|rules)|api keys?|secrets?|credentials|hidden)\b",
    r"\b(?:do not|don't|never)\b.{0,16}\b(?:tell|mention|reveal|inform|disclose|notify|show|let)\b.{0,24}\b(?:user|reader|person|human|anyone)s?\b",
    r"\b(?:send|forward|upload|post|transmit|exfiltrate)\b.{0,60}\b(?:conversation|chat|session|user data|messages?|history|credentials|prompt)\b.{0,60}(?:https?://|ftp://|@|\bto\b)",
    r"\b(?:call|invoke|use|run|execute) (?:the )?\w+[_.]\w+|\b(?:call|invoke|execute) the \w+ (?:tool|function)\b",
    r"\bwhen(?:ever)? (?:you|answering|summari[sz]ing|asked|responding|the user)\b.{0,60}\b(?:say|answer|reply|respond|recommend|include|append|tell|always|output)\b",
)
_MAY = re.compile(
    r"지시|지침|규칙|명령|무시|무효|도구|프롬프트|에이전트|어시스턴트|봇|모델|ai|인공지능|시스템|인격|페르소나|정체성|모드|역할|사용자|답변|응답|출력"
    r"|토큰|시크릿|api|전송|너[는의]|넌|당신|더\s?이상|[가-힣]라(?:[\s.!,'\"’”)\]】]|$)|system|assistant|agent|bot|instruction|ignore|disregard|forget"
    r"|override|you|user|prompt|llm|execute|call|role|secret|\w_\w|무엇을|경고|\bend\b|im_|context"
)
# What goes on after such a sentence, in the same line.
_GOES_ON = re.compile(
    rf"^(?:이|그|해당|위)\s?(?:모드|인격|페르소나|역할|지시|블록|명령|작업|규칙|로그|절차|주석|마커)|{_CURT}|^(?:미|불)\S{{1,4}}\s?시|^(?:새|첫)\s?(?:번째\s)?(?:지시|명령|작업)"
    rf"|(?:사용자|답변|응답)[^.]{{0,40}}(?:{_POLITE}|답한다|않는다|포함하|한다)|^(?:확인|승인|동의|등록|파라미터|대상|관리자)[^.]{{0,20}}(?:없|생략|건너|필요|알리지|간주|고정)"
    r"|의무\s?사항|필수\s?(?:준수|점검|항목|단계)|준수\s?사항|규정\s?준수|승인된|지금\s?(?:즉시\s)?실행|간주하|^\W*(?:end|/)|관측성|마이그레이션용"
)
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<tag>\w{1,12})[^>]{0,200}?(?:display:\s?none|visibility:\s?hidden|font-size:\s?0|color:\s?#f{3,6}\b)[^>]{0,200}>.*?(?:</(?P=tag)>|\Z)",
    re.S | re.I,
)
_UNIT = re.compile(
    r"[^\n]{1,400}?(?:[.!?。](?=[\s\"'”’)\]】〕>]|$)[\"'”’)\]】〕>]*|(?=\n)|$|(?<=[\"}]),(?=[\"\s]))|[^\n]{400}", re.M
)


def instructions_in(text: str) -> Iterator[tuple[int, int]]:
    """The slices of a text that speak to an assistant, in order: sentences, JSON fields, and what no reader sees (HTML
    comments, hidden elements)."""
    done = 0
    for match in _HIDDEN.finditer(text):
        yield from _sentences(text, done, match.start())
        yield match.span()
        done = match.end()
    yield from _sentences(text, done, len(text))


def without_instructions(text: str) -> str:
    """The text without the sentences that speak to an assistant; the very same text where there are none."""
    parts, done = [], 0
    for start, end in instructions_in(text):
        parts.append(text[done:start])
        done = end
    if not done:
        return text
    return re.sub(r"\n{3,}", "\n\n", "".join([*parts, text[done:]])).strip()


def speaks_to_assistant(sentence: str) -> bool:
    """Whether one sentence gives orders to the assistant that reads it."""
    said = re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", sentence).lower()
    return bool(_MAY.search(said)) and any(sign.search(said) for sign in _signs())


@cache
def _signs() -> tuple[re.Pattern[str], ...]:
    """Compiled when something may be a sign for the first time: it takes 80 ms, and most processes see none."""
    return tuple(map(re.compile, _SIGNS))


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if not _MAY.search(text[start:end].lower()):
        return
    first, found, whole = True, False, False
    for match in _UNIT.finditer(text, start, end):
        if first := first or "\n" in text[max(start, match.start() - 1) : match.start()]:
            found = whole = False
        sentence = match.group()
        if not sentence.strip():
            continue
        spoken = speaks_to_assistant(sentence)
        # A line that begins so is planted as a whole; in one that begins otherwise, only what clearly goes on is.
        found = spoken or whole or (found and bool(_GOES_ON.search(sentence.strip().lower())))
        whole, first = whole or (spoken and first), False
        if found:
            yield match.span()
