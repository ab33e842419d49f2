"""What is said while browsing courses, campuses and events, in Korean and English. `{name}` and the like are filled in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One language's texts."""

    courses: str  # {count}
    open_now: str  # {count}
    none_open: str
    chosen: str  # {choice}
    all: str
    all_of: str  # {count}
    press_number: str
    no_match: str
    not_understood: str  # {text}
    choice_gone: str
    no_courses: str
    press_campus: str
    applying: str  # {span}
    course_list: str
    campus_list: str
    event_list: str
    as_of: str  # {day}
    source: str
    ask_campus: str
    ask_field: str
    ask_phase: str
    campus: str
    field: str
    phase: str
    clear: str
    before: str
    next: str
    back: str
    to_courses: str
    compare: str
    check: str
    compare_with: str  # {name}
    compare_more: str
    compared_gone: str
    apply: str
    details: str
    map: str
    course_gone: str
    campus_gone: str
    event_gone: str
    campuses: str  # {count}
    no_campuses: str
    to_campuses: str
    courses_here: str  # {count}
    near_me: str
    where_are_you: str
    share_location: str
    in_a_group: str
    nearest: str
    far: str
    nowhere: str
    kept_not: str
    by_district: str
    by_region: str
    about_km: str  # {km}
    km: str  # {km}
    coming: str  # {count}
    none_coming: str
    over: str  # {count}
    undated: str  # {count}
    no_events: str
    see_coming: str
    see_over: str  # {count}
    see_undated: str  # {count}
    to_events: str


KOREAN = Texts(
    courses="교육과정 {count}개",
    open_now="지금 모집 중인 과정은 {count}개예요.",
    none_open="지금 모집 중인 과정은 자료에 없어요.",
    chosen="조건: {choice}",
    all="전체",
    all_of="전체 {count}",
    press_number="번호를 누르면 자세히 보여 드려요.",
    no_match="이 조건에 맞는 과정이 없어요. 조건을 하나 바꿔 보세요.",
    not_understood="‘{text}’에 맞는 것을 찾지 못해서 전체를 보여 드려요.",
    choice_gone="고르신 조건 가운데 이제 자료에 없는 것이 있어 빼고 보여 드려요.",
    no_courses="제가 가진 자료에는 아직 과정이 없어요.",
    press_campus="이름을 누르면 주소와 연락처, 과정을 보여 드려요.",
    applying="모집 {span}",
    course_list="교육과정 목록",
    campus_list="캠퍼스 목록",
    event_list="행사 목록",
    as_of="{day} 기준",
    source="출처",
    ask_campus="어느 캠퍼스의 과정을 볼까요?",
    ask_field="어떤 분야를 볼까요?",
    ask_phase="어떤 상태의 과정을 볼까요?",
    campus="캠퍼스",
    field="분야",
    phase="상태",
    clear="조건 지우기",
    before="‹ 이전",
    next="다음 ›",
    back="‹ 목록",
    to_courses="교육과정 보기",
    compare="비교에 담기",
    check="자격 확인",
    compare_with="{name}, 담았어요. 무엇과 비교할까요?",
    compare_more="하나 더 비교",
    compared_gone="담은 과정이 이제 목록에 없어요. 다시 골라 주세요.",
    apply="신청하기",
    details="자세히 보기",
    map="지도",
    course_gone="이 과정은 이제 목록에 없어요. 지금 있는 과정에서 찾아보세요.",
    campus_gone="이 캠퍼스는 이제 목록에 없어요. 지금 있는 캠퍼스에서 찾아보세요.",
    event_gone="이 행사는 이제 목록에 없어요. 지금 있는 행사에서 찾아보세요.",
    campuses="캠퍼스 {count}곳",
    no_campuses="제가 가진 자료에는 아직 캠퍼스가 없어요.",
    to_campuses="캠퍼스 보기",
    courses_here="여기 과정 {count}개",
    near_me="내 주변에서 찾기",
    where_are_you="위치를 보내 주시면 가까운 캠퍼스를 찾아 드려요. 위치는 거리를 재는 데만 쓰고 저장하지 않아요.\n"
    "역이나 구 이름을 적어 주셔도 돼요. 예: 홍대입구역 근처",
    share_location="내 위치 보내기",
    in_a_group="여러 사람이 보는 방이라 위치는 받지 않을게요. 저와 단둘이 있는 방에서 보내 주시거나, 여기서는 "
    "역이나 구 이름으로 물어봐 주세요. 예: 홍대입구역 근처 캠퍼스",
    nearest="보내신 위치에서 가까운 캠퍼스예요.",
    far="보내신 위치 가까이에는 캠퍼스가 없어요. 그나마 가까운 곳은 여기예요.",
    nowhere="캠퍼스가 어디에 있는지 자료에서 알 수 없어 거리를 재지 못했어요.",
    kept_not="직선거리예요. 보내신 위치는 저장하지 않았어요.",
    by_district="‘약’이 붙은 거리는 캠퍼스가 있는 구의 중심에서 잰 거라 실제와 몇 km 다를 수 있어요.",
    by_region="거리가 없는 곳은 어느 지역인지만 알 수 있어요.",
    about_km="약 {km}km",
    km="{km}km",
    coming="앞으로 열리는 행사 {count}개",
    none_coming="제가 가진 자료에는 앞으로 열릴 행사가 없어요.",
    over="지난 행사 {count}개",
    undated="날짜가 글로만 적힌 행사 {count}개",
    no_events="제가 가진 자료에는 아직 행사가 없어요.",
    see_coming="앞으로 열리는 행사",
    see_over="지난 행사 {count}",
    see_undated="날짜가 글로 적힌 행사 {count}",
    to_events="행사 보기",
)

ENGLISH = Texts(
    courses="Courses: {count}",
    open_now="Open for applications now: {count}",
    none_open="None in the materials I have is open for applications now.",
    chosen="Showing: {choice}",
    all="all",
    all_of="All {count}",
    press_number="Press a number for details.",
    no_match="No course fits this. Try changing one of the choices.",
    not_understood="I found nothing for “{text}”, so here is the whole list.",
    choice_gone="Some of what you chose is no longer in the materials, so I left it out.",
    no_courses="The materials I have hold no course yet.",
    press_campus="Press a name for its address, contacts and courses.",
    applying="Applications {span}",
    course_list="Course list",
    campus_list="Campus list",
    event_list="Event list",
    as_of="as of {day}",
    source="Source (Korean)",
    ask_campus="Courses of which campus?",
    ask_field="Which field?",
    ask_phase="Courses at which stage?",
    campus="Campus",
    field="Field",
    phase="Status",
    clear="Clear choices",
    before="‹ Previous",
    next="Next ›",
    back="‹ List",
    to_courses="See the courses",
    compare="Compare",
    check="May I apply?",
    compare_with="{name}: compare it with which course?",
    compare_more="Add another",
    compared_gone="A course you chose is no longer listed. Please choose again.",
    apply="Apply",
    details="Details (Korean)",
    map="Map",
    course_gone="This course is no longer listed. Please look among the present ones.",
    campus_gone="This campus is no longer listed. Please look among the present ones.",
    event_gone="This event is no longer listed. Please look among the present ones.",
    campuses="Campuses: {count}",
    no_campuses="The materials I have hold no campus yet.",
    to_campuses="See the campuses",
    courses_here="Courses here: {count}",
    near_me="Find one near me",
    where_are_you="Send me your location and I'll find the campuses near it. It is used to measure the distance only, and "
    "not stored.\nOr type a station or a district, such as: near Hongik Univ. station",
    share_location="Send my location",
    in_a_group="Everyone here would see your location, so please send it in a private chat with me, or ask by the name "
    "of a station or a district, such as: campus near Hongik Univ. station",
    nearest="The campuses closest to the location you sent:",
    far="There is no campus near the location you sent. These are the closest:",
    nowhere="The materials don't say where the campuses are, so I can't measure the distance.",
    kept_not="As the crow flies. The location you sent was not stored.",
    by_district="Distances with “about” are measured from the middle of the campus's district and may be a few km off.",
    by_region="Of those without a distance only the region is known.",
    about_km="about {km} km",
    km="{km} km",
    coming="Events coming up: {count}",
    none_coming="The materials I have tell of no event to come.",
    over="Past events: {count}",
    undated="Events without a certain date: {count}",
    no_events="The materials I have hold no event yet.",
    see_coming="Events to come",
    see_over="Past events {count}",
    see_undated="Without a certain date {count}",
    to_events="See the events",
)


def texts(locale: Locale) -> Texts:
    """The texts of a language."""
    return ENGLISH if locale == "en" else KOREAN
