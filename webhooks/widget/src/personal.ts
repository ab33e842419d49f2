/** Numbers that a person should not send: resident registration, card, mobile. */

export type PersonalKind = "resident" | "card" | "mobile";

const PATTERNS: [PersonalKind, RegExp, (digits: string) => boolean][] = [
  ["resident", /(?<!\d)\d{6}[-–\s]?[1-8]\d{6}(?!\d)/g, isBirthDate],
  ["card", /(?<!\d)(?:\d[-–\s]?){13,18}\d(?!\d)/g, isLuhn],
  ["mobile", /(?<!\d)(?:\+?82[-–.\s]?|0)1[016-9][-–.\s]?\d{3,4}[-–.\s]?\d{4}(?!\d)/g, () => true],
];

/** The text with other words in the place of what looks personal, and what that looks like. */
export function veil(text: string, instead: string): { text: string; kinds: Set<PersonalKind> } {
  const kinds = new Set<PersonalKind>();
  for (const [kind, pattern, holds] of PATTERNS) {
    text = text.replace(pattern, (found) => {
      if (!holds(found.replace(/\D/g, ""))) return found;
      kinds.add(kind);
      return instead;
    });
  }
  return { text, kinds };
}

function isBirthDate(digits: string): boolean {
  return /^\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/.test(digits);
}

function isLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) << index % 2;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum > 0 && sum % 10 === 0;
}
