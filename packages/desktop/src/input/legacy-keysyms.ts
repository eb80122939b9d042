/** Characters of keysyms that are older than Unicode, in runs from their first one on; a blank where there is none. From X.Org's keysymdef.h. */
const RUNS: readonly (readonly [first: number, characters: string])[] = [
  [0x1a1, "Ą˘Ł ĽŚ  ŠŞŤŹ ŽŻ ą˛ł ľśˇ šşťź˝žżŔ  Ă ĹĆ Č Ę Ě  ĎĐŃŇ  Ő  ŘŮ Ű  Ţ ŕ  ă ĺć č ę ě  ďđńň  ő  řů ű  ţ˙"],
  [0x2a1, "Ħ"],
  [0x2a6, "Ĥ  İ ĞĴ"],
  [0x2b1, "ħ"],
  [0x2b6, "ĥ  ı ğĵ"],
  [0x2c5, "ĊĈ"],
  [0x2d5, "Ġ  Ĝ"],
  [0x2dd, "ŬŜ"],
  [0x2e5, "ċĉ"],
  [0x2f5, "ġ  ĝ"],
  [0x2fd, "ŭŝ"],
  [0x3a2, "ĸŖ ĨĻ"],
  [0x3aa, "ĒĢŦ"],
  [0x3b3, "ŗ ĩļ"],
  [0x3ba, "ēģŧŊ ŋĀ"],
  [0x3c7, "Į"],
  [0x3cc, "Ė  Ī ŅŌĶ"],
  [0x3d9, "Ų"],
  [0x3dd, "ŨŪ ā"],
  [0x3e7, "į"],
  [0x3ec, "ė  ī ņōķ"],
  [0x3f9, "ų"],
  [0x3fd, "ũū"],
  [0x47e, "‾"],
  [
    0x4a1,
    "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜",
  ],
  [0x5ac, "\u060c"],
  [0x5bb, "\u061b"],
  [
    0x5bf,
    "\u061f \u0621\u0622\u0623\u0624\u0625\u0626\u0627\u0628\u0629\u062a\u062b\u062c\u062d\u062e\u062f\u0630\u0631\u0632\u0633\u0634\u0635\u0636\u0637\u0638\u0639\u063a",
  ],
  [
    0x5e0,
    "\u0640\u0641\u0642\u0643\u0644\u0645\u0646\u0647\u0648\u0649\u064a\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652",
  ],
  [0x6a1, "ђѓёєѕіїјљњћќґўџ№ЂЃЁЄЅІЇЈЉЊЋЌҐЎЏюабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ"],
  [0x7a1, "ΆΈΉΊΪ ΌΎΫ Ώ  ΅― άέήίϊΐόύϋΰώ"],
  [0x7c1, "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣ ΤΥΦΧΨΩ"],
  [0x7e1, "αβγδεζηθικλμνξοπρσςτυφχψω"],
  [0x8a1, "⎷  ⌠⌡ ⎡⎣⎤⎦⎛⎝⎞⎠⎨⎬"],
  [0x8bc, "≤≠≥∫∴∝∞  ∇  ∼≃"],
  [0x8cd, "⇔⇒≡"],
  [0x8d6, "√"],
  [0x8da, "⊂⊃∩∪∧∨"],
  [0x8ef, "∂"],
  [0x8f6, "ƒ"],
  [0x8fb, "←↑→↓"],
  [0x9e0, "◆▒␉␌␍␊  ␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│"],
  [0xaa1, "\u2003\u2002\u2004\u2005\u2007\u2008\u2009\u200a—–"],
  [0xaae, "…‥⅓⅔⅕⅖⅗⅘⅙⅚℅  ‒"],
  [0xac3, "⅛⅜⅝⅞  ™"],
  [0xad0, "‘’“”℞‰′″ ✝"],
  [0xaec, "♣♦♥ ✠†‡✓✗♯♭♂♀☎⌕℗‸‚„"],
  [0xbc2, "⊤ ⌊"],
  [0xbca, "∘ ⎕ ⊥○"],
  [0xbd3, "⌈"],
  [0xbdc, "⊣"],
  [0xbfc, "⊢"],
  [
    0xcdf,
    "‗\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8\u05d9\u05da\u05db\u05dc\u05dd\u05de\u05df\u05e0\u05e1\u05e2\u05e3\u05e4\u05e5\u05e6\u05e7\u05e8\u05e9\u05ea",
  ],
  [0xda1, "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮฯะัาำิีึืฺุู"],
  [0xddf, "฿เแโใไๅๆ็่้๊๋์ํ  ๐๑๒๓๔๕๖๗๘๙"],
  [
    0xea1,
    "ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣᆨᆩᆪᆫᆬᆭᆮᆯᆰᆱᆲᆳᆴᆵᆶᆷᆸᆹᆺᆻᆼᆽᆾᆿᇀᇁᇂㅭㅱㅸㅿㆁㆄㆆㆍㆎᇫᇰᇹ",
  ],
  [0x13bc, "ŒœŸ"],
  [0x20ac, "€"],
];

/** 0x01000000 + code point, by older keysym. */
const UNICODE = new Map(
  RUNS.flatMap(([first, characters]) =>
    [...characters].flatMap((character, at): [number, number][] =>
      character === " " ? [] : [[first + at, 0x01000000 + (character.codePointAt(0) ?? 0)]],
    ),
  ),
);

/** The one keysym that stands for a character: what pages send, and what layouts name in other ways too. Others stay as they are. */
export function canonical(keysym: number): number {
  const inLatin1 = keysym >= 0x01000020 && keysym <= 0x010000ff;
  return inLatin1 ? keysym - 0x01000000 : (UNICODE.get(keysym) ?? keysym);
}

/** The character a keysym writes; `undefined` where it writes none. */
export function characterOf(keysym: number): string | undefined {
  const one = canonical(keysym);
  const isUnicode = one >= 0x01000100 && one <= 0x0110ffff;
  const isLatin1 = (one >= 0x20 && one <= 0x7e) || (one >= 0xa0 && one <= 0xff);
  return isUnicode || isLatin1 ? String.fromCodePoint(isUnicode ? one - 0x01000000 : one) : undefined;
}

/** The keysym of a character, as pages send it. */
export function keysymOfCharacter(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x100 ? point : 0x01000000 + point;
}
