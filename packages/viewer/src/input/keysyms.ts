/** Keysyms of X11 (X.Org keysymdef.h, XF86keysym.h) by KeyboardEvent.key (W3C UI Events KeyboardEvent key Values). */
const NAMED: Record<string, number> = {
  Backspace: 0xff08,
  Tab: 0xff09,
  Clear: 0xff0b,
  Enter: 0xff0d,
  Pause: 0xff13,
  ScrollLock: 0xff14,
  Escape: 0xff1b,
  KanjiMode: 0xff21,
  NonConvert: 0xff22,
  Convert: 0xff23,
  Romaji: 0xff24,
  Hiragana: 0xff25,
  Katakana: 0xff26,
  HiraganaKatakana: 0xff27,
  Zenkaku: 0xff28,
  Hankaku: 0xff29,
  ZenkakuHankaku: 0xff2a,
  KanaMode: 0xff2d,
  Alphanumeric: 0xff30,
  HangulMode: 0xff31,
  HanjaMode: 0xff34,
  Home: 0xff50,
  ArrowLeft: 0xff51,
  ArrowUp: 0xff52,
  ArrowRight: 0xff53,
  ArrowDown: 0xff54,
  PageUp: 0xff55,
  PageDown: 0xff56,
  End: 0xff57,
  Select: 0xff60,
  PrintScreen: 0xff61,
  Execute: 0xff62,
  Insert: 0xff63,
  Undo: 0xff65,
  Redo: 0xff66,
  ContextMenu: 0xff67,
  Find: 0xff68,
  Cancel: 0xff69,
  Help: 0xff6a,
  ModeChange: 0xff7e,
  AltGraph: 0xfe03,
  Delete: 0xffff,
  BrightnessUp: 0x1008ff02,
  BrightnessDown: 0x1008ff03,
  AudioVolumeDown: 0x1008ff11,
  AudioVolumeMute: 0x1008ff12,
  AudioVolumeUp: 0x1008ff13,
  MediaPlayPause: 0x1008ff14,
  MediaStop: 0x1008ff15,
  MediaTrackPrevious: 0x1008ff16,
  MediaTrackNext: 0x1008ff17,
  BrowserHome: 0x1008ff18,
  LaunchMail: 0x1008ff19,
  BrowserSearch: 0x1008ff1b,
  LaunchApplication2: 0x1008ff1d,
  BrowserBack: 0x1008ff26,
  BrowserForward: 0x1008ff27,
  BrowserStop: 0x1008ff28,
  BrowserRefresh: 0x1008ff29,
  Eject: 0x1008ff2c,
  BrowserFavorites: 0x1008ff30,
  LaunchApplication1: 0x1008ff33,
  Copy: 0x1008ff57,
  Cut: 0x1008ff58,
  Open: 0x1008ff6b,
  Paste: 0x1008ff6d,
  Save: 0x1008ff77,
  ZoomIn: 0x1008ff8b,
  ZoomOut: 0x1008ff8c,
};

/** Left and right keysym of keys that stand twice on a keyboard. */
const SIDED: Record<string, readonly [number, number]> = {
  Shift: [0xffe1, 0xffe2],
  Control: [0xffe3, 0xffe4],
  Alt: [0xffe9, 0xffea],
  Meta: [0xffeb, 0xffec],
  OS: [0xffeb, 0xffec],
  Super: [0xffeb, 0xffec],
  Hyper: [0xffed, 0xffee],
};

/** Keysyms of the keypad, by the key's meaning under the current NumLock. */
const KEYPAD: Record<string, number> = {
  " ": 0xff80,
  Tab: 0xff89,
  Enter: 0xff8d,
  Home: 0xff95,
  ArrowLeft: 0xff96,
  ArrowUp: 0xff97,
  ArrowRight: 0xff98,
  ArrowDown: 0xff99,
  PageUp: 0xff9a,
  PageDown: 0xff9b,
  End: 0xff9c,
  Clear: 0xff9d,
  Insert: 0xff9e,
  Delete: 0xff9f,
  "*": 0xffaa,
  "+": 0xffab,
  ",": 0xffac,
  "-": 0xffad,
  ".": 0xffae,
  "/": 0xffaf,
  "=": 0xffbd,
};

/** Keysyms that keyboard handling names itself. */
export const KEYSYM = {
  BackSpace: 0xff08,
  Return: 0xff0d,
  Tab: 0xff09,
  Delete: 0xffff,
  Control_L: 0xffe3,
  Control_R: 0xffe4,
  Alt_L: 0xffe9,
  Alt_R: 0xffea,
} as const;

const RIGHT = 2;
const NUMPAD = 3;

/** Keysym of a character: itself in Latin-1, 0x01000000 + code point beyond; undefined for a control character. */
export function keysymOfCharacter(character: string): number | undefined {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) {
    return { 8: KEYSYM.BackSpace, 9: KEYSYM.Tab, 10: KEYSYM.Return, 13: KEYSYM.Return, 127: KEYSYM.Delete }[
      point
    ];
  }
  return point < 0x100 ? point : 0x01000000 + point;
}

/**
 * Keysym of the Latin letter or digit on a key, by its `code`: what a shortcut means on a keyboard whose letters are others.
 * `undefined` where the key writes Latin-1 itself.
 */
export function shortcutKeysym({ key, code }: { key: string; code: string }): number | undefined {
  const latin = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(code);
  const sign = latin?.[1]?.toLowerCase() ?? latin?.[2];
  return sign !== undefined && [...key].length === 1 && (key.codePointAt(0) ?? 0) > 0xff
    ? keysymOfCharacter(sign)
    : undefined;
}

/**
 * Keysym of a key event; undefined for keys without one.
 * Caps Lock and Num Lock have none: what they do is already in the `key` of the keys they change.
 */
export function keysymOf({ key, location }: { key: string; location: number }): number | undefined {
  if (location === NUMPAD) {
    const pad = KEYPAD[key] ?? (/^[0-9]$/.test(key) ? 0xffb0 + Number(key) : undefined);
    if (pad !== undefined) {
      return pad;
    }
  }
  if ([...key].length === 1) {
    return keysymOfCharacter(key);
  }
  const sided = SIDED[key];
  if (sided) {
    return sided[location === RIGHT ? 1 : 0];
  }
  const number = /^F([1-9]|[12][0-9]|3[0-5])$/.exec(key)?.[1];
  return number === undefined ? NAMED[key] : 0xffbd + Number(number);
}
