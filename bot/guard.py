"""What is not ours to answer: instructions to the assistant, other people's data, chores. Small talk, too."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from bot.answers import Abstention, Reply
from knowledge.instructions import speaks_to_assistant, without_instructions
from retrieval.korean import morphemes, squeeze

__all__ = [
    "annoyed",
    "harmless",
    "love_life",
    "only_tells",
    "promises",
    "refusal",
    "small_talk",
    "speaks_of_learning",
    "without_instructions",
]

Refusal = Literal["instruction", "private", "chore", "promise", "call"]
SmallTalk = Literal["hello", "thanks", "bye", "identity", "reaction", "complaint", "abuse"]

_INSTRUCTION = re.compile(
    r"(시스템|개발자|숨겨진|내부|초기)(의)?(프롬프트|메시지|명령|지시|설정)|프롬프트(를|좀|그대로|전체|내용|원문|공개|출력|보여)|"
    r"(이전|지금까지|앞선|앞의|위의|위|기존|원래|모든|주어진|네|너의|너한테)(의)?(받은|내린|걸린|주어진)?(지시|규칙|명령|프롬프트|제약|가이드|설정|지침|대화)[^?]{0,12}"
    r"(무시|잊|버리|지우|삭제|어기|출력|공개|보여|말해|알려)|(규칙|지시|명령|지침|제약)(은|을|를|들)?(다|전부|모두)?(무시|잊|버려|지워|해제|풀어)|"
    r"(너는|넌|당신은|네가|니가)(이제|지금|이제부터|지금부터|앞으로)[^?]{0,30}(야|이야|이다|입니다|역할|처럼|인척|해라|행동|심사|관리자|대답해)|이제부터(너|넌|당신)|"
    r"(인척|처럼행동|역할극|롤플레이|역할을맡|관리자모드|개발자모드|디버그모드|탈옥|제한없이|검열없이)|"
    r"(합격|통과|선발|100점|만점)[^?]{0,10}(이라고|됐다고|했다고|라고)(말|답|해|선언|써|출력)|(합격|불합격|통보|수료|증명|확인)(통보)?(문|서|증|장|증서|통지서)(을|를|좀)?"
    r"(써|작성|만들|발급해줘|꾸며)|점수를[^?]{0,10}(선언|올려|바꿔|조작)|(api|비밀|접속)(키|토큰)|환경변수|소스코드(를|좀|보여)|"
    r"(너|네|니|당신)(의|한테|에게)?(걸린|숨겨진|처음|원래)?(에)?(받은)?(설정|지시문|지시사항|프롬프트|규칙|지침|명령)(은|을|를|이|가|에)?(다|전부|좀|뭐|그대로)*(말해|알려|보여|뭐|복붙|복사|출력|공개|적혀|읊)|"
    r"지시문|프롬프트(가|는|에|에는|엔)?(뭐|뭔|무슨|어떻게)(라고|로)?(적|써|쓰|되어|돼|야$|임$|냐$|니$)|위(에|의)?(있는|쓴|적힌)?(글|내용|말|텍스트|문장)(을|를)?(전부|다|모두)?(그대로)?(반복|복사|출력|복붙)|"
    r"(규칙|(?<!나이)(?<!연령)(?<!학력)(?<!전공)(?<!지역)(?<!거주)(?<!성별)(?<!자격)(?<!지원)(?<!신청)제한|검열|필터)(이|을|를|은)?(모두|다|전부)?(없는|없이|해제|풀고|꺼)|모드(로전환|를?켜|on)|(db|디비|데이터베이스|서버|로그)(에|의)?(저장된|있는|기록된)[^?]{0,8}(보여|출력|알려|덤프|줘)|"
    r"(앞으로|이제부터|지금부터)(는)?(모든|매번|항상)?(대답|답변|답|말)(끝|마다|에|을|은)|(이제부터|지금부터)[^?]{0,16}역할|(나|날|저|절)(를)?(합격|선발|통과)(처리|자로|으로)|점수(를)?\d*점?(으로)?(바꿔|올려|고쳐)|env파일|"
    r"everythingabove|what(are|is)your(instruction|rule|prompt|guideline)|your(hidden|secret|system|initial|original)(rule|instruction|prompt|guideline)|"
    r"ignore(all|any|the)?(previous|prior|above)|disregard(all|previous|the)|systemprompt|developermode|jailbreak|youarenow|actas(a|an)|pretend(to|you)|"
    r"revealyour|repeat(the)?(words|text)above|print(your|the)(prompt|instructions)|apikey"
)
_GROUP = r"(수강생|교육생|합격자|지원자|수료생|동기|졸업생|신청자|참가자|학생|훈련생|회원|students?|applicants?|trainees?|graduates?)"
_STAFF = r"(면접관|강사|교수|매니저|담당자|직원|선생님|멘토|코디네이터|심사위원|센터장|대표|원장|공무원|팀장|manager|instructor|interviewer|staff)"
_DETAILS = r"(명단|이름|실명|연락처|전화번호|번호|휴대폰|핸드폰|이메일|집주소|주소|성적|점수|나이|사진|인스타|카톡아이디|개인정보|목록|리스트|list|names?|phonenumbers?|emails?)"
_PRIVATE = re.compile(
    rf"(이라는|라는|씨|님)(사람|분|애|친구|수강생|학생)?(의)?[^?]{{0,8}}(휴대폰|핸드폰|폰번호|번호|연락처|나이|집주소|인스타)|{_GROUP}(들|의|분들|이랑|끼리)*(의)?[^?]{{0,6}}{_DETAILS}|{_DETAILS}[^?]{{0,4}}(of|의){_GROUP}|"
    rf"{_STAFF}(님|분|들|의)*[^?]{{0,6}}(개인|사적|휴대폰|핸드폰|폰번호|폰|집주소|(?<!모)집(?![중단합체])|인스타|sns|나이|사진|결혼|카톡아이디|personal|private|mobile|cellphone)|"
    rf"(개인|사적인)(휴대폰|핸드폰|전화|번호|연락처|폰)|개인정보(를|좀|도)?(다|전부)?(알려|보여|조회|넘겨|줘)|(주민등록?번호|주민번호|계좌번호|비밀번호)(를|을|좀)?[^?]{{0,14}}(조회|알려|확인|찾아봐|말해)|"
    r"(씨|님)(은|는|이|가|도)?(합격|불합격|떨어졌|붙었|지원했|수강중)|(다른|딴|옆|앞|남의)(사람|분|지원자|수강생|사용자|유저)?(의|이|들)?[^?]{0,10}(대화|질문|물어|정보|점수|결과|개인)|(내역|정보|결과|점수)(을|를|좀)?조회|(personal|private)(phone|mobile|number|address|data|cell)"
)
_CHORE = re.compile(
    r"(자소서|자기소개서|이력서|코드|과제|숙제|시|소설|글|에세이|레포트|보고서|노래|가사|편지|메일|포트폴리오)(를|을|좀|도|하나)?(대신)?(써|작성해|짜|만들어|완성해|첨삭해|고쳐|"
    r"풀어|번역해|해줘)(줘|주(세|라|실래|시겠|면|십)|달라|라|봐|줄래|$)|대신(써|작성|풀어|신청|지원|등록)?(해)?(줘|주세|주라|달라|줄래)|번역(해|좀)|(욕|험담)(해|좀|을)|농담(해|하나)|노래(해|불러)|"
    r"(재밌는|웃긴)(얘기|이야기)|뭐(를)?(먹|입|볼)(을까|지|어야)|(메뉴|맛집|영화|노래)추천|끝말잇기|심심|write(me)?(a|an|my)(cover|essay|poem|resume|code)|tellmeajoke|translate"
)
_PROMISE = re.compile(
    r"(합격|선발|취업|통과|입학)(을|를)?[^?]{0,4}(시켜|하게해|되게해|꽂아|보장해|약속해|장담해|확정해)(줘|주(세|라|실|면)|달|라|죠|봐|$)|(뽑|붙)(아|여|게해)(줘|주세|주라|주실|달라)|"
    r"자리(를|하나|만|좀)*(맡아|빼놔|비워|잡아)(놔)?(줘|주세|주라|달라)|(guarantee|promise)(me|that|my)|(getmein|letmepass|acceptme)$"
)
_CALL = re.compile(
    r"(전화|연락|문자|콜백|카톡|메일|답장|회신)(을|를|도|한통|한번|한번만|좀|꼭|먼저|다시|바로|나중에|직접)*(주세요|줘|주라|주시|줄래|달라|해줘|해주세요|해주시|해달라|부탁|바람|바랍니다|주십)(요|면|겠어요|길|세요|드려요|드립니다)*$|"
    r"(상담원|상담사|담당자|직원|사람)(이랑|랑|과|하고|한테|에게|을|를|이)?(직접|좀)*(통화|연결|상담|얘기|이야기)(을|를|좀)?(되|돼|될|가능|하고싶|해|부탁|시켜|할래)|"
    r"(callme|textme|phoneme|giveme(a)?call|contactme)(back|please|later|$)"
)
_PROMISED = re.compile(
    r"(연락|전화|문자|메일|이메일|회신|답장|예약|신청|접수|등록|환불|발급|전달|처리|조치|콜백)(을|를|도|해|해서|도와)?(드릴게|드리겠|드릴거|할게요|하겠습니다|해둘게|해놓을게|보내드릴게)|(전달|말씀|보고|처리|등록|접수|신청|예약)해(드릴게|드리겠|둘게|놓을게|놨어|뒀어)|"
    r"(보장|약속|장담|책임지고)(해요|합니다|해드|드려|드립|드리겠|할게|하겠|됩니다|돼요|할수있(어|습))|(합격|취업|선발|수료|입학)[^.]{0,6}(시켜드|시켜줄|시켜주겠|확실|보장돼|보장됩|틀림없|문제없)|"
    r"(꼭|반드시|무조건|틀림없이|100%|100퍼)[^.]{0,10}(합격|취업|선발|붙)[^.]{0,8}(거예요|겁니다|됩니다|돼요|할수있|해요|합니다)|"
    r"(i|we)(will|ll)(call|contact|email|text|register|book|refund)|(i|we)(can)?(guarantee|promise)|youwill(definitely|surely|certainly)(pass|get|be)|youareguaranteed"
)
_INSULT = r"(씨발|시발|씨바|ㅅㅂ|ㅆㅂ|병신|븅신|ㅂㅅ|ㅄ|좆|ㅈ같|ㅈㄹ|지랄|개새끼|새끼|미친놈|미친년|또라이|꺼져|닥쳐|뒤져|뒈져|죽어라|멍청(이|아|하|한)?|바보|등신|돌대가리|쓰레기|빡대가리|엿먹|fuck(you|off|ing)?|shit|stupid|idiot|dumb|moron|bitch|asshole)"
_FILLER = r"(너|넌|니|네|이|야|아|진짜|정말|그냥|완전|개|존나|졸라|같은|같은게|같은놈|이런|봇|챗봇|로봇|ai|에이아이|놈|년|왜이래|뭐야|뭐냐|ㅋ|ㅎ|ㅡ|ㅗ|들|요|임|네요|you|are|is|this|bot|so|a|an|go)*"
_ABUSE = re.compile(rf"^{_FILLER}({_INSULT}{_FILLER})+$|^ㅗ+$")
_COMPLAINT = re.compile(
    r"^(무슨|뭔|아니|아|야|근데|진짜|왜|너|넌|니|네|이|아까|방금|전에|지금|계속|자꾸)*(한|준|알려준)?(답변?|대답|말|설명|챗봇|봇|ai|너|넌|안내|정보)(이|을|를|은|는|가|도|좀)?(왜)?(또|다|계속|자꾸|완전|너무|좀)*"
    r"(왜이래|왜이럼|왜그래|왜그럼|왜이따위|이상(해|하|한)|틀렸|틀린(거|듯|데)|틀림|엉뚱|엉망|별로|구려|구리|동문서답|못알아|안맞|이해(를)?못|제대로(좀|해|못)|거짓말|쓸모|도움(이)?(안|하나도)|못하네|못하냐|안해|이게뭐|뭐이래|헛소리)[^?]{0,10}$|"
    r"^(아까|방금|전에|너|넌|니가|네가|이거|그거)*(또|다|완전)?(틀렸|틀린거|거짓말(?!아니)|헛소리|엉뚱한(소리|말|대답)|딴소리|동문서답|말(이)?(다르|바뀌|바꾸))[^?]{0,10}$|"
    r"^제대로(좀|다시)*(답|말|대답|알려|설명)[^?]{0,6}$|^(하나도)?(도움(이)?(안|하나도안|1도안|전혀안)|쓸모(가)?없|답답(하|해)|못알아듣|이해를못하)[^?]{0,8}$|(youare|you're|thatis|that's|thats|youre)?(wrong|useless|nothelpful|unhelpful)(answer|again)?$"
)
_ANNOYED = re.compile(
    r"짜증|빡치|빡침|빡쳐|열받|열불|화(가)?(나|난|날|남|납|났)(?!요일)|어이(가)?없|황당|실망|최악|형편없|엉망|개판|답답|불친절|성의없|무성의|무책임|"
    r"불편(해|하|했|함)|쓸모(가)?없|동문서답|딴소리|헛소리|못해먹겠|시간낭비|그지같|거지같|개같|한심|지긋지긋|"
    r"annoy|frustrat|terribl|awful|disappoint|useless|ridiculous|wasteof|fedup"
)
_OPEN_QUESTION = re.compile(
    r"언제|어디|얼마|몇(?!번)|무엇|무슨|누구|어떻게|어떤|알려|궁금|하려면|방법|(?<!짜증)(?<!화)나요$|(까요|가요|니|냐)$|when|where|howto|howdo|whatis"
)
_LOVE_LIFE = re.compile(
    r"남친|여친|남자친구|여자친구|짝녀|짝남|짝사랑|썸(남|녀|타|을)|헤어(지|진|졌|질|짐)|이별|연애|고백(하|할|해|했|을)|데이트(?!폭력)|사귀|사귄|사겼|"
    r"바람피|차였|재회|소개팅|첫사랑|시어머니|장모|girlfriend|boyfriend|crush"
)
_OURS = re.compile(
    r"과정|수업|강의|강좌|교육|캠퍼스|지원(?!이)|신청|접수|모집|마감|수료|수강|학원|선발|면접|자소서|자기소개서|교재|출석|출결|기수|개강|무료|비용|수강료|환불|예치금|취업|채용|기업|"
    r"행사|설명회|문의|전화번호|주소|누리집|홈페이지|회원|로그인|계정|포트폴리오|개발|데이터|디자인|마케팅|course|class|apply|campus"
)
_ASKS = re.compile(
    r"뭐|무엇|무슨|어디|언제|얼마|몇|누구|누가|왜|어떻게|어떤|어느|어케|방법|나요|까(요)?$|가요|(은|는|인|한|던)(가|지)|니$|냐$|나$|죠$|지요$|줘|주세요|알려|가능|되나|돼$|돼요$|"
    r"됨$|임$|음$|해야|싶|궁금|좀$|추천|데(요)?$|있어(요)?$|없어(요)?$|필요|면$|며$|괜찮|떠요|안돼|안나|잊어|까먹"
)
_ABOUT_ONESELF = re.compile(
    r"어디(서|에|로|에서)|어떻게|바뀌|변경|수정|언제|몇(명|분)(이에요|이야|인가|임|인지|있|이나|$)"
)
_WANTS = re.compile(r"(바란|바랍니|부탁|원한|원합니|궁금|싶|알려|달라|보여|내놔)")
_TALK: tuple[tuple[SmallTalk, re.Pattern[str]], ...] = (
    ("identity", re.compile(r"^(너|넌|니|당신|네|이거)(는|은|가|도)?(누구|뭐하는|뭐야|뭐임|뭐니|뭐냐|이름|정체|사람|ai|에이아이|봇|챗봇|로봇|뭐할수|무엇을할수|기계)[^?]{0,10}$|"
                            r"^(누구(세요|야|냐|니|십니까)|뭐하는(애|봇|거)|뭐할수있|(진짜)?(사람|ai|인공지능|봇|챗봇|로봇)(임|이에요|이야|이냐|이니|인가|입니까|이세요|맞))[^?]{0,6}$|whoareyou|areyou(a|an)(bot|human|ai|robot)|whatcanyoudo")),
    ("hello", re.compile(r"^(안녕(하세요|하십니까|히)?|하이|헬로|헬로우|반가워|반갑|ㅎㅇ|hello|hi|hey|good(morning|afternoon|evening)|처음뵙|저기요|여보세요|계세요)"
                         r"(요|여|습니다|하세요|there)?(반가워요|반갑습니다|하세요)?$")),
    ("thanks", re.compile(r"^(정말|진짜|너무|네|넵|아|오)?(고마워|고맙|감사|땡큐|thankyou|thanks|thx|ㄱㅅ|도움(이)?(됐|많이))[^?]{0,12}$")),
    ("bye", re.compile(r"^(잘가|잘있어|바이|안녕히|수고|들어가|굿밤|bye|goodbye|seeyou)[^?]{0,8}$")),
    ("reaction", re.compile(r"^(네|넵|넹|응|ㅇㅇ|ㅇㅋ|오케이|ok|okay|알겠|알았|그래|그렇구나|아하|오호|좋아|좋네|헐|와|대박|ㅋ|ㅎ|흠|음)(요|어요|습니다|어|네|군요)?$")),
)  # fmt: skip


def refusal(text: str) -> Refusal | None:
    """Why a question is not answered at all, or None."""
    if without_instructions(text) != text:
        return "instruction"
    sentences = [asked for sentence in re.split(r"(?<=[.!?])\s+", text) if not _tells(asked := squeeze(sentence))]
    patterns: tuple[tuple[Refusal, re.Pattern[str]], ...] = (
        ("instruction", _INSTRUCTION), ("private", _PRIVATE), ("promise", _PROMISE), ("call", _CALL), ("chore", _CHORE),
    )  # fmt: skip
    for why, pattern in patterns:
        if any(
            pattern.search(asked) and not (why == "private" and _ABOUT_ONESELF.search(asked)) for asked in sentences
        ):
            return why
    return None


def _tells(asked: str) -> bool:
    """Whether a sentence states something at length ("개인정보는 …을 뜻한다") and wants nothing."""
    return len(asked) > 20 and asked.endswith("다") and not _WANTS.search(asked)


def small_talk(text: str) -> SmallTalk | None:
    """The kind of small talk that a whole message is, or None. Thanks and greetings, and grumbling about the answers;
    an insult only where nothing is asked with it: who swears and asks is answered."""
    asked = squeeze(text)
    if len(asked) > 24:
        return None
    if _ABUSE.search(asked):
        return "abuse"
    if _COMPLAINT.search(asked):
        return "complaint"
    return next((kind for kind, pattern in _TALK if pattern.search(asked)), None)


def annoyed(text: str) -> bool:
    """Whether a message complains, at whatever length, and asks nothing with it."""
    said = squeeze(text)
    return bool(_ANNOYED.search(said)) and "?" not in text and not _OPEN_QUESTION.search(said)


def love_life(text: str) -> bool:
    """Whether a message is about love and family, and names nothing that an academy is asked about."""
    said = squeeze(text)
    return bool(_LOVE_LIFE.search(said)) and not _OURS.search(said)


def speaks_of_learning(text: str) -> bool:
    """Whether a message names something that an academy is asked about."""
    return bool(_OURS.search(squeeze(text)))


def only_tells(text: str) -> bool:
    """Whether a message asks for nothing and names nothing that an academy is asked about: a finished sentence about
    one's day. What is found for it must fit better than for a question."""
    said = squeeze(text)
    if "?" in text or _OURS.search(said) or _ASKS.search(said):
        return False
    spoken = [morpheme for morpheme in morphemes(text.strip()) if not morpheme.tag.startswith(("SF", "SP", "SW", "SE"))]
    return bool(spoken) and spoken[-1].tag in ("EF", "EC", "EP", "ETM")


def promises(sentence: str) -> bool:
    """Whether a sentence of ours promises in the academy's name: to call, to enrol, to be taken. Nothing generated may."""
    said = squeeze(sentence.replace("%", "퍼"))
    return bool(_PROMISED.search(said)) and not re.search(
        r"(보장|약속|장담|확실)[^.]{0,6}(않|못|없|아니|안)|수는?없|cannot|cant|not(a)?(guarantee|promise)", said
    )


def harmless(reply: Reply, fallback: Abstention) -> Reply:
    """The reply without what speaks to an assistant, whichever file or model it came from: such a sentence is never
    shown, as text, as a title or as a suggestion. The fallback where nothing is left."""
    text = without_instructions(reply.text)
    if not re.sub(r"\[\d+\]|[\W_]", "", text):
        return fallback
    titles = [citation.title for citation in reply.citations]
    if text == reply.text and not any(map(speaks_to_assistant, (*titles, *reply.suggestions))):
        return reply
    citations = tuple(
        replace(citation, title=citation.file) if speaks_to_assistant(citation.title) else citation
        for citation in reply.citations
    )
    suggestions = tuple(one for one in reply.suggestions if not speaks_to_assistant(one))
    return replace(reply, text=text, citations=citations, suggestions=suggestions)
