"""What a question wants of the catalogue, told by its words: one named pattern an intent, over the squeezed question.

Language, nothing of one academy. A pattern only opens a door; the answer behind it is computed from records.
"""

from __future__ import annotations

import re

APPLYING = re.compile(r"모집|접수|신청|지원|뽑|등록|원서|apply|application|recruit|enrol|open")
"""Speaks of applications, of whatever kind."""

RECRUITMENT_TIMES = re.compile(
    r"마감(은|이|$|인|되|하)|일정|개강|(들을|할)수있는과정|"
    r"(모집|접수|신청|지원|개강|시작|마감|끝나|열리)(은|이|을|는)?(하|했|되|됐|일정|계획|기간|예정|시기|언제|과정|있|해|중인|받)|"
    r"(open|start|deadline|recruit|schedule|apply)"
)
"""Asks what is recruited, closes or starts in a span of time …"""

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

TEACHING = re.compile(
    r"(교육|수업|과정|강의)(을|를|이)?(하는|있는|여는|열)|가르|배우|배울|다루|들을수|분야|teach|learn|offer"
)
"""Speaks of teaching."""

COURSES = re.compile(r"과정|강좌|수업|클래스|부트캠프|배우고|배울|듣고|course|class|learn")
WISHES = re.compile(r"있|어디|배우|듣|들을|추천|알려|뭐|어떤|관심|싶|목록|any|where|which|want|list")
"""Speaks of courses, and wishes for some."""

ALL_CAMPUSES = re.compile(
    r"캠(퍼스)?(가|는|이|은)?(총|모두|전부|다)?(몇|어디|개수|목록|리스트|위치|어떤|뭐)|(몇|어떤|모든|전체)(개의)?캠(퍼스)?|"
    r"캠(퍼스)?(가|는)?\d+(개|곳)|캠퍼스(전부|전체|목록|다)|어디어디|"
    r"howmanycampus|listofcampus|whatcampuses|whichcampuses|allcampus|whereare"
)
"""Asks how many campuses there are, or for all of them."""

OPENED = re.compile(
    r"(새로|새롭게)(연|열|생기|생긴|생겼|오픈)|문을?(연|열)|개관|생긴|생겼|오픈|신설|새로운캠퍼스|신규캠퍼스|opened"
)
"""Speaks of campuses that opened."""

FIRST_TO_CLOSE = re.compile(
    r"(제일|가장|젤)(먼저|빨리|빠르게|급한|빠른|이른|임박)[^?]{0,8}(마감|끝|닫)|마감(이)?(제일|가장|젤)?(빠른|급한|임박|먼저)"
)
"""Wants the open course that closes first."""

NEARBY = re.compile(r"가까운(데|캠|곳|센터|교육장|캠퍼스)|근처(에)?(캠|있)|nearest|closest")
"""Wants a campus near some place."""

TROUBLE = re.compile(r"모집기간이아|안나와|버튼|오류|에러|떠요|뜹니다|왜")
"""Tells of trouble with a site: prose may help, a list does not."""

OWN_CONTACT = frozenset("대표 대표전화 전화 번호 이메일 메일 주소 누리집 홈페이지 사이트 링크 학원 멜".split())
"""Nouns of a question that wants no more than the academy's own contacts."""
