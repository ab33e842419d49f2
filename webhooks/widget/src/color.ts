/** One accent colour, made readable on paper by day and by night (WCAG contrast 4.5 : 1). */

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const LEAF: Rgb = [28, 122, 67];

/** The style properties for a colour such as #1c7a43; the default where it is none. */
export function accentProperties(color: string, dark: boolean): Record<string, string> {
  const accent = parsed(color) ?? LEAF;
  const paper: Rgb = dark ? [28, 33, 29] : WHITE;
  const tint = mixed(paper, accent, dark ? 0.2 : 0.1);
  const fill = apart(accent, paper, 3, dark);
  return {
    "--accent": css(fill),
    "--on-accent": css(contrast(fill, WHITE) >= 4.5 ? WHITE : BLACK),
    "--accent-text": css(apart(accent, tint, 4.6, dark)),
    "--tint": css(tint),
  };
}

/** The colour, as far towards ink (by night: towards light) as the contrast asks. */
function apart(color: Rgb, ground: Rgb, least: number, dark: boolean): Rgb {
  let step = 0;
  let moved = color;
  while (contrast(moved, ground) < least && step < 1) moved = mixed(color, dark ? WHITE : BLACK, (step += 0.05));
  return moved;
}

function parsed(color: string): Rgb | null {
  const parts = /^#(..)(..)(..)$/.exec(color)?.slice(1).map((part) => parseInt(part, 16));
  return parts?.every((part) => part >= 0) ? (parts as unknown as Rgb) : null;
}

function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  return from.map((value, index) => Math.round(value + (to[index]! - value) * share)) as unknown as Rgb;
}

function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function css(color: Rgb): string {
  return `rgb(${color.join(" ")})`;
}
