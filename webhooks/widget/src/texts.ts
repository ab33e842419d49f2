/** What the widget itself says: Korean here, other languages fetched when they are wanted. `{}` stands for a value. */

export const KOREAN = {
  launch: "궁금한 거 물어보기",
  guide: "안내 도우미",
  title: "{} 안내",
  subtitle: "AI가 자료를 찾아 답해요",
  close: "닫기",
  menu: "메뉴",
  conversation: "대화",
  answers: "새 답변",
  hello: "무엇이든 물어보세요",
  preparing: "자료를 읽고 있어요. 잠시만 기다려 주세요.",
  question: "질문",
  placeholder: "궁금한 걸 적어 주세요",
  send: "보내기",
  stop: "멈추기",
  notice: "AI의 답은 틀릴 수 있어요. 근거를 확인해 주세요.",
  asOf: "자료 기준일 {}",
  asked: "내 질문",
  searching: "자료를 찾고 있어요",
  stopped: "답을 멈췄어요.",
  broken: "연결이 끊겨 답을 다 받지 못했어요.",
  unreachable: "연결하지 못했어요. 잠시 뒤에 다시 물어봐 주세요.",
  troubled: "문제가 생겼어요. 잠시 뒤에 다시 물어봐 주세요.",
  limited: "질문이 많았어요. 잠시 뒤에 다시 물어봐 주세요.",
  offline: "인터넷 연결이 끊겼어요. 연결되면 이어서 물어볼 수 있어요.",
  retry: "다시 물어보기",
  wait: "{}초 뒤에 다시 물어보기",
  cite: "근거 {}",
  sources: "근거 {}개",
  date: "{} 기준",
  original: "원문 보기",
  follow: "이어서 물어보기",
  latest: "맨 아래로",
  earlier: "이전 대화 보기",
  human: "사람에게 물어보기",
  site: "누리집",
  opinion: "이 답이 도움이 됐나요?",
  up: "도움이 됐어요",
  down: "아쉬워요",
  thanks: "의견 고마워요.",
  unkept: "의견을 남기지 못했어요. 잠시 뒤에 다시 해 주세요.",
  why: "어떤 점이 아쉬웠나요?",
  reasons: ["사실과 달라요", "질문과 달라요", "오래된 내용이에요", "이해하기 어려워요"],
  comment: "더 하고 싶은 말",
  sendOpinion: "의견 보내기",
  skip: "건너뛰기",
  more: "더 보기",
  newTalk: "새 대화",
  check: "지원 자격 확인하기",
  checkHelp: "몇 가지만 답하면 바로 알려드려요",
  privacy: "개인정보 안내",
  forget: "대화 기록 지우기",
  forgetAsk: "서버에서도 완전히 지워져요. 되돌릴 수 없어요.",
  forgetYes: "지우기",
  cancel: "취소",
  forgotten: "대화 기록을 지웠어요.",
  unforgotten: "지우지 못했어요. 잠시 뒤에 다시 해 주세요.",
  personalTitle: "보내기 전에 확인해 주세요",
  personalText: "주민등록번호, 카드나 전화번호처럼 보이는 숫자가 있어요. 답을 찾는 데는 필요 없어요.",
  veil: "가리고 보내기",
  veiled: "(가린 번호)",
  anyway: "그대로 보내기",
  rewrite: "고쳐 쓰기",
  verdicts: { yes: "지원할 수 있어요", no: "지원하기 어려워요", unsure: "확인이 필요해요" },
  uncheckable: "지금은 확인할 수 없어요. 질문으로 물어봐 주세요.",
  other: "English",
};

export type Texts = typeof KOREAN;

export type Locale = "ko" | "en";

/** The text with a value in its place. */
export function fill(text: string, value: string | number): string {
  return text.replace("{}", () => String(value));
}

/** A date such as 2026-09-22 as people read it. */
export function day(date: string, locale: Locale): string {
  return new Date(date).toLocaleDateString(locale, { dateStyle: "long", timeZone: "UTC" });
}
