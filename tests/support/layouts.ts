/** What the keys of a keyboard write: by themselves, with Shift, with AltGr, and by dead keys or an input method. */
export type Layout = { plain: string; shift: string; level3: string; composed: string };

/** Keyboards that people have in front of them, by their names in X11. */
export const LAYOUTS: Readonly<Record<"us" | "de" | "fr" | "jp" | "ru" | "pl", Layout>> = {
  us: {
    plain: "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./ ",
    shift: '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?',
    level3: "",
    composed: "🙂🚀",
  },
  de: {
    plain: "1234567890ßqwertzuiopü+asdfghjklöä#<yxcvbnm,.-",
    shift: "°!\"§$%&/()=?QWERTZUIOPÜ*ASDFGHJKLÖÄ'>YXCVBNM;:_",
    level3: "²³{[]}\\@€~|µ",
    composed: "âñ^´`",
  },
  fr: {
    plain: "²&é\"'(-è_çà)=azertyuiop$qsdfghjklmù*<wxcvbn,;:!",
    shift: "1234567890°+AZERTYUIOP£QSDFGHJKLM%µ>WXCVBN?./§",
    level3: "~#{[|`\\^@]}€¤",
    composed: "âêîôûäëïöüŸœ",
  },
  jp: {
    plain: "1234567890-^\\qwertyuiop@[asdfghjkl;:]zxcvbnm,./",
    shift: "!\"#$%&'()=~|QWERTYUIOP`{ASDFGHJKL+*}ZXCVBNM<>?_",
    level3: "",
    composed: "あいうえおカキクケコ日本語入力、。「」ー",
  },
  ru: {
    plain: "ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю.",
    shift: 'Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,',
    level3: "₽",
    composed: "",
  },
  pl: {
    plain: "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
    shift: '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?',
    level3: "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ€",
    composed: "",
  },
};
