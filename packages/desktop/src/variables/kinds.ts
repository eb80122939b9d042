import { BlockList, isIP } from "node:net";

/** How the text of a variable is read. */
export type Kind<Value> = {
  /** What is allowed, in words that complete "which is not …". */
  wanted: string;
  /** What is allowed, in short, for the table in the docs. */
  bounds: string;
  /**
   * The value; undefined where the text is not allowed.
   *
   * @param locked whether `|locked` stood behind it: pages must not change it
   */
  read(text: string, locked: boolean): Value | undefined;
};

/** A size in pixels. */
export type Size = { width: number; height: number };

/** What a number may be for pages, and what it is at first where the default lies outside. */
export type Range = { least: number; most: number; locked: boolean };

/** Any text. @param what what it is, such as "a path" */
export function text(what: string): Kind<string> {
  return { wanted: what, bounds: what, read: words => words };
}

/** A whole number within bounds. */
export function integer(least: number, most: number): Kind<number> {
  return {
    wanted: `a whole number from ${least} to ${most}`,
    bounds: `${least}–${most}`,
    read(words) {
      const value = /^[0-9]{1,15}$/.test(words) ? Number(words) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
  };
}

/** A number that pages may change within a range: one number (then they may not) or two with a dash between them. */
export function range(least: number, most: number): Kind<Range> {
  return {
    wanted: `a number from ${least} to ${most}, or a range such as "${least}-${most}"`,
    bounds: `${least}–${most}, a number or a range`,
    read(words, locked) {
      const [, from, to = from] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(words) ?? [];
      const given = { least: Number(from), most: Number(to) };
      return given.least >= least && given.most <= most && given.least <= given.most
        ? { ...given, locked: locked || given.least === given.most }
        : undefined;
    },
  };
}

/** `true` or `false`, also written 1 and 0. */
export const flag: Kind<boolean> = {
  wanted: '"true" or "false"',
  bounds: "`true`, `false`",
  read: words => (/^(true|false|1|0)$/i.test(words) ? /^(true|1)$/i.test(words) : undefined),
};

/** Like {@link flag}, and whether pages may change it. */
export const lockableFlag: Kind<{ value: boolean; locked: boolean }> = {
  wanted: '"true" or "false", with "|locked" behind it if pages must not change it',
  bounds: flag.bounds,
  read(words, locked) {
    const value = flag.read(words, locked);
    return value === undefined ? undefined : { value, locked };
  },
};

/** Whatever it is set to, it is on. */
export const setToAnything: Kind<true> = {
  wanted: "anything",
  bounds: "anything",
  read: () => true,
};

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Kind<Word> {
  return {
    wanted: `one of ${words.join(", ")}`,
    bounds: words.map(word => `\`${word}\``).join(", "),
    read: given => words.find(word => word === given.toLowerCase()),
  };
}

/**
 * One or more of a few words, commas between them, the first being the default; a single one is locked.
 *
 * @param none word that stands for none at all, where that is allowed
 */
export function listOf<const Word extends string>(
  words: readonly Word[],
  none?: string,
): Kind<{ list: readonly Word[]; locked: boolean }> {
  return {
    wanted: `one or more of ${words.join(", ")}${none === undefined ? "" : `, or "${none}"`}`,
    bounds: `a list of ${[...words, ...(none === undefined ? [] : [none])].map(word => `\`${word}\``).join(", ")}`,
    read(given, locked) {
      if (given.toLowerCase() === none) {
        return { list: [], locked: true };
      }
      const asked = given.split(",").map(part => part.trim().toLowerCase());
      const list = asked.map(part => words.find(word => word === part)).filter(word => word !== undefined);
      return list.length === asked.length
        ? { list: [...new Set(list)], locked: locked || new Set(list).size === 1 }
        : undefined;
    },
  };
}

/** A width and a height in pixels, 64 to 32766 each: what X11 can address. */
export const size: Kind<Size> = {
  wanted: 'a size such as "3840x2160", from 64 to 32766 each way',
  bounds: "64–32766 each way",
  read(words) {
    const [, width, height] = /^([0-9]{2,5})x([0-9]{2,5})$/.exec(words) ?? [];
    const given = { width: Number(width), height: Number(height) };
    const [least, most] = [Math.min(given.width, given.height), Math.max(given.width, given.height)];
    return least >= 64 && most <= 32766 ? given : undefined;
  },
};

/** One side of a size; 0 for none. */
export const side: Kind<number> = {
  wanted: "a number of pixels from 64 to 32766, or 0",
  bounds: "64–32766, 0 for none",
  read: words => (words === "0" ? 0 : integer(64, 32766).read(words, false)),
};

/** A path of the page, given back with a slash at both ends. */
export const folder: Kind<string> = {
  wanted: 'a path such as "/desktop/"',
  bounds: "a path",
  read(words) {
    if (!/^[A-Za-z0-9._~/-]+$/.test(words) || words.split("/").some(part => part === ".." || part === ".")) {
      return undefined;
    }
    const inner = words.replace(/^\/+|\/+$/g, "").replace(/\/{2,}/g, "/");
    return inner === "" ? "/" : `/${inner}/`;
  },
};

/** The absolute path of a folder. */
export const absolutePath: Kind<string> = {
  wanted: 'an absolute path such as "/config/Desktop"',
  bounds: "an absolute path",
  read: words => (words.startsWith("/") && !words.includes("\0") ? words : undefined),
};

/** Origins of pages, such as "https://desk.example", commas between them. */
export const origins: Kind<readonly string[]> = {
  wanted: 'origins such as "https://desk.example", commas between them',
  bounds: "a list",
  read(words) {
    const given = words.split(",").map(part => part.trim());
    const read = given.map(part => (URL.canParse(part) ? new URL(part).origin : "null"));
    return read.includes("null") ? undefined : read;
  },
};

/** An address of the web. */
export const webAddress: Kind<URL> = {
  wanted: 'an address such as "https://id.example/realms/home"',
  bounds: "an address",
  read: words => (/^https?:/i.test(words) && URL.canParse(words) ? new URL(words) : undefined),
};

/** Names, commas between them. */
export const names: Kind<readonly string[]> = {
  wanted: "names, commas between them",
  bounds: "a list",
  read(words) {
    const given = words.split(",").map(part => part.trim());
    return given.includes("") ? undefined : given;
  },
};

/** Addresses and networks (`10.0.0.0/8`), commas between them. */
export const networks: Kind<BlockList> = {
  wanted: 'addresses or networks such as "172.16.0.0/12", commas between them',
  bounds: "a list",
  read(words) {
    const list = new BlockList();
    for (const part of words.split(",")) {
      const [, address = "", bits] = /^\s*([0-9a-f.:]+)(?:\/(\d{1,3}))?\s*$/i.exec(part) ?? [];
      const version = isIP(address);
      const most = version === 4 ? 32 : 128;
      if (version === 0 || Number(bits ?? 0) > most) {
        return undefined;
      }
      list.addSubnet(address, Number(bits ?? most), version === 4 ? "ipv4" : "ipv6");
    }
    return list;
  },
};
