/** Numbers that a person should not send: resident registration, card, mobile. */

const PATTERNS: [RegExp, (digits: string) => boolean][] = [
  [/(?<!\d)\d{6}[-–\s]?[1-8]\d{6}(?!\d)/g, isBirthDate],
  [/(?<!\d)(?:\d[-–\s]?){13,18}\d(?!\d)/g, isLuhn],
  [/(?<!\d)(?:\+?82[-–.\s]?|0)1[016-9][-–.\s]?\d{3,4}[-–.\s]?\d{4}(?!\d)/g, () => true],
];

/** The text with other words in the place of what looks personal. */
export function veiled(text: string, instead: string): string {
  return PATTERNS.reduce((said, [pattern, holds]) =>
    said.replace(pattern, (found) => (holds(found.replace(/\D/g, "")) ? instead : found)), text);
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
