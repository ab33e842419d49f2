"""What a question wants of the catalogue, told by its words: one named pattern an intent, over the squeezed question.

Language, nothing of one academy. A pattern only opens a door; the answer behind it is computed from records.
"""

from __future__ import annotations

import re

GIVEN_BACK = re.compile(r"지원|신청|할인|환급|돌려|카드|support|refund|discount|appl[iy]")
"""Speaks of a cost that is borne, given back or due with the application: not of tuition."""

APPLYING = re.compile(
    r"모집|접수|신청|지원|뽑|등록|원서|마감|deadline|clos(e(?!st)|ing)|apply|application|recruit|enrol|open"
)
"""Speaks of applications, of whatever kind."""

RECRUITMENT_TIMES = re.compile(
    r"마감(은|이|$|인|되|하)|까지(인|하는|받는|모집|신청)|일정|개강|(여는|열리는|오픈하는|시작하는)(과정|수업|강좌|거|것|게)|(들을|할)수있는과정|"
    r"(모집|접수|신청|지원|개강|시작|마감|끝나|열리)(은|이|을|는)?(하|했|되|됐|일정|계획|기간|예정|시기|언제|과정|있|해|중인|받)|"
    r"(open|start|deadline|clos(e|ing)|recruit|schedule|apply)"
)
"""Asks what is recruited, closes or starts in a span of time …"""

CLOSES_TODAY = re.compile(
    r"오늘(까지)?(모집|접수|신청|지원)?(이|을)?(마감|끝|닫|까지인|까지야)|closestoday|duetoday|deadlinetoday"
)
"""Asks which courses close today."""

_SOFTLY = r"^(근데|혹시|그럼|그러면|그래서|저기|아|이번에?|지금|현재|요즘|다음)*(과정|교육|수업|강좌)*"
_APPLICATIONS = r"(모집|접수|신청|지원|등록|원서|서류|제출)"
_ENDINGS = (  # none the beginning of two, or of others in a row
    r"(쯤|날|일|이|인|은|는|을|를|좀|하|할|해|야|받|아|내|넣|어|돼|되|가능|수있|임|예요|에요|니|냐|나|가|까|지|죠|줘|데|면|거|요|여|"
    r"알려|주세요|주라|줄래|궁금|입니까)*$"
)
DEADLINE = re.compile(
    rf"{_SOFTLY}{_APPLICATIONS}*(기간|은|는|이|의)*(마감(일자|일정|날짜|기한|시한|일|날)?|막날|데드라인|마지막날)"
    rf"($|(은|는|이|을|를|좀)?(언제|며칠|몇일|몇월|오늘|내일|알려|뭐|궁금){_ENDINGS})|"
    rf"{_SOFTLY}{_APPLICATIONS}+(기간|일정)(은|는|이|을|를|좀)?(언제|며칠|알려|궁금){_ENDINGS}|"
    rf"{_SOFTLY}({_APPLICATIONS}+(은|는|이|을|를)?언제까지|언제까지{_APPLICATIONS}+|언제까지(내|넣|받)){_ENDINGS}|"
    rf"{_SOFTLY}({_APPLICATIONS}+(은|는|이|을|를)?언제(마감|끝|종료|닫)|언제{_APPLICATIONS}*(이|을|를)?마감){_ENDINGS}|"
    r"^(please|tellme|whens?|whats?|is|are|the|your|application|registration|recruitment)*(deadline|closingdate|duedate|lastday)s?"
    r"(toapply|forapplications?|forapplying)?$|^when(do|does|will|is|are)?(the)?(applications?|registration|recruitment)s?(clos|end)\w{0,3}$"
)
"""Asks for the deadline, of nothing that it names: the whole question, without the academy's name."""

ABOUT_NUMBERS_OR_RULES = re.compile(
    r"몇명|규모|인원|경쟁률|취업률|재직|직장|회사|명을|발표|목표|계획이었|누적|바뀌|달라|자격|대상"
)
"""… unless it is about figures, plans or who may apply in that span."""

COURSES_OF_A_CAMPUS = re.compile(
    r"(어떤|무슨|뭐|뭔)(과정|수업|강좌)|과정(의)?이름|과정(은|이|을|들)?(뭐|어떤|있|목록|리스트|알려)|whatcourses|whichcourses"
)
"""Asks which courses there are."""

TAUGHT_AT_A_CAMPUS = re.compile(
    r"과정|수업|강좌|배울|되나|있|가능|해요|하는(데|곳)|들었|맞|였|아니|아닌|라는|course|teach"
)
"""Asks whether a campus teaches a field that is named."""

CAMPUSES = re.compile(
    r"(어느|어떤|무슨|몇|모든|which|what)(캠퍼스|캠|곳|campus)|캠퍼스(를|는|가|들)?(모두|전부|다|어디|목록|알려)|"
    r"어디서(배|듣|들|하)|(가르치는|배우는|배울수있는|다루는)(데|곳)"
)
"""Wants campuses for an answer."""

TAUGHT_WHERE = re.compile(
    r"어디(서|에서)(는|만)?(배|듣|들|하|해|할|가르|있)|어디(로|를|에)?(가|다니)(야|면|서|지|나|요|$)|"
    r"where(is|are|can|do|could|does)"
)
"""Asks where a field that is named is taught."""

TEACHING = re.compile(
    r"(교육|수업|과정|강의)(을|를|이)?(하는|있는|여는|열)|가르|배우|배울|다루|들을수|분야|teach|learn|offer"
)
"""Speaks of teaching."""

COURSES = re.compile(r"과정|강좌|수업|클래스|부트캠프|배우고|배울|듣고|course|class|learn")
WISHES = re.compile(
    r"있|어디|배우|듣|들을|추천|알려|뭐|어떤|관심|싶|목록|any|where|which|want|list|isthere|arethere|have|offer|canilearn|courses?(on|in|about|for)"
)
"""Speaks of courses, and wishes for some."""

ALL_CAMPUSES = re.compile(
    r"캠(퍼스)?(가|는|이|은)?(총|모두|전부|다)?(몇(?!시|층|명|분|번째)|어디|개수|목록|리스트|위치|어떤|뭐)|(몇|어떤|모든|전체)(개의)?캠(퍼스)?|"
    r"캠(퍼스)?(가|는)?\d+(개|곳)|캠퍼스(전부|전체|목록|다)|어디어디|"
    r"howmanycampus|listofcampus|whatcampuses|whichcampuses|allcampus|whereare"
)
"""Asks how many campuses there are, or for all of them."""

OPENED = re.compile(
    r"(새로|새롭게)(연|열|생기|생긴|생겼|오픈)|문을?(연|열)|개관|생긴|생겼|오픈|신설|새로운캠퍼스|신규캠퍼스|opened"
)
"""Speaks of campuses that opened."""

NEARBY = re.compile(
    r"가까운(데|캠|곳|센터|교육장|학원|거|게|$|[^역]{1,6}(어디|있|추천|찾))|가깝(나|냐|니|죠|지|습|고)|가까(워|울|이)|(근처|주변|부근|인근)(에|에서|에는|에도|로)?"
    r"(캠|배우|들을|듣|있|없|어디|어느|다닐|갈만|추천|$|찾)|다니기(편|좋|가까|쉬)|(우리)?동네에(도)?(있|캠)|nearest|closest|nearby|near(to|me|my)?[a-z]|closeto"
)
"""Wants a campus near some place."""

LEARNING_WHERE = re.compile(
    r"(배울|배우는|들을|가르치는|하는|다닐)(수있는|만한)?(데|곳|캠(퍼스)?)|wherecani(learn|study|take)"
)
"""Wants a place to learn something; with a place named, one near it."""

THERE = re.compile(
    r"에(도|는|만)?(혹시)?(캠퍼스|캠|센터|교육장|지점|분원|학원)?(이|가|은|는|도)?(있|없)(?!는(?!지|가))[가-힣]{0,4}$|"
    r"(isthere|arethere|doyouhave|haveyou)(a|any)?(campus|center|centre|branch)"
)
"""Asks whether there is a campus at some place."""

SEATS_OF_A_CLASS = re.compile(
    r"(한|1|각|매)(반|과정|기수|클래스|수업)(에|당|은|이|마다)?(총|보통)?(몇명|정원|인원)|(과정|반)(마다|당)몇명|perclass"
)
"""Asks how many people a class takes."""

LIVING_WHERE = re.compile(
    r"(사는데|살아요?|살고(있는데|있어요?)?|살거든요?|거주|자취)[^?]{0,8}(어디(로|가|를|에|임|야|예|가요|$)|어느(캠|곳|데)|캠(퍼스)?(가|는)?(어디|추천|어느)|갈만한|다닐만한)|"
    r"ilive(in|near)[^?]{2,40}campus|campus[^?]{2,40}ilive(in|near)"
)
"""Tells where one lives and asks where to go."""

RECOMMENDED = re.compile(
    r"추천|ㅊㅊ|골라(줘|주|줄)|(뭐|뭘|모|무엇(을)?|어떤(거|걸|것|과정|수업)?|무슨(과정|수업)?|어느(과정|거))(을|를|부터)?"
    r"(들|듣|배우|배울|배워|하|할|해|신청하|신청할)(으|을)?(어야|야|는게|는거|면|까|지|나|니|야)|"
    r"(나|저|내|제)(한테|에게|게)?(는)?(맞는|맞을|어울리|적합|좋은)|(뭐|어떤(게|거|과정)|어느(게|과정))(가|이)?(제일|가장)?(좋|나을|괜찮)|"
    r"(들을|배울|해볼|할|신청할)만한|(괜찮은|좋은|적당한|도움(이)?(되는|될))(과정|거|것|게|수업|강의)|"
    r"맞는(과정|거|것|수업|강의)[^?]{0,4}(찾|추천|골라|뭐|알려|있)|(입문|초보|기초)(자)?(용|반|과정|수업|를위한)+[^?]{0,6}(있|어디|알려|뭐)|"
    r"recommend|suggest|(anything|something|courses?)(thatis|good|suitable)*for(a|an)?(beginner|some|people|me)|whichcourse(should|is(best|right|good))|whatshouldi|shoulditake|suitsme|(right|good|best)(course|class)?(for|if)"
)
"""Wants to be told what to take …"""

ADVISE_ME = re.compile(r"추천|ㅊㅊ|골라(줘|주|줄)|(들을|배울|해볼|할)만한|recommend|suggest")
"""… and says so outright."""

ONE_OF = re.compile(
    r"중(에|에서)?(뭐|뭘|어느|어떤|더)|(이랑|랑|하고|vs|아니면)[^?]{1,15}(뭐가|어느게|어떤게)|betterthan|which(one)?isbetter"
)
"""Wants one of several things that are named."""

INTERESTED = re.compile(
    r"관심(이|은|도)?(있|많|가|생|분야)|쪽(으로|에)?(관심|배우|취업|취직|해보|가고|일하)|(배우|배워보|공부하|해보|하|되|준비하)고싶|되려(면|고)|"
    r"interestedin|(wantto|wanna|wouldliketo|tryingto)(learn|study|become|be)"
)
"""Tells what one would like to learn or become."""

AFTER_WORK = re.compile(
    r"퇴근(하고|후|한뒤|뒤|시간)|저녁(반|수업|강의|과정|시간|에)|야간(반|수업|과정|에|강의)?|밤(에|반)(하는|들|수업|도)?|evening|afterwork|nightclass|(at)?night"
)
WEEKEND = re.compile(
    r"(주말|토요일|일요일|토일)(반|수업|강의|과정|만|에만|에|에도|도)?(하는|들을|배울|듣|배우|있|여는|수업|과정|강의|되는|돼|가능|시간|$)|주말반|weekend|onsaturday"
)
ONLINE = re.compile(r"온라인(으로|수업|강의|과정|반|만|로)|비대면|집에서(들을|배울|수업)|online|remote")
LESSONS = re.compile(
    r"수업|과정|강의|강좌|반(이|은|도|있|$)|들을|듣|배울|배우|거(있|추천|없|$)|게있|class|course|learn|study|take"
)
"""When or how lessons are wanted, and that lessons are meant, not the hours of a building."""

LEARNING = re.compile(
    r"과정|수업|강의|강좌|교육|공부|코스|부트캠프|배우|배울|배워|수강|들을|들으|들어야|듣|진로|취업|전공|코딩|프로그래밍|직무|class|course|learn|study|take|train"
)
"""Speaks of learning: without that, advice may be wanted on anything."""

JOBS = re.compile(
    r"(취업|취직)(이|도)?(제일|가장|젤)?(잘|률|빨|쉬|유리|되기)|(gets?|getting|finda?)(a)?job|(good|best)forjobs?|employment"
)
"""Wants what leads to work."""

TROUBLE = re.compile(r"모집기간이아|안나와|버튼|오류|에러|떠요|뜹니다|왜")
"""Tells of trouble with a site: prose may help, a list does not."""

OWN_CONTACT = frozenset(
    "대표 대표전화 전화 번호 이메일 메일 주소 누리집 홈페이지 홈피 사이트 링크 학원 멜 email e-mail mail phone telephone number address "
    "website site homepage link url contact".split()
)
"""Nouns of a question that wants no more than the academy's own contacts."""
