import fc from "fast-check";
import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import { LogFolder } from "./log-folder.ts";
import { actionsFor, isoTime, parseLogScript, tai64n } from "./script.ts";

function folder(limits: { size: number; files: number; total: number }) {
  const files = new MemoryFiles();
  const rename = (from: string, to: string) => {
    files.write(to, files.read(from) ?? "");
    files.remove(from);
  };
  const log = new LogFolder("/log", limits, { files, rename, now: () => 1_700_000_000_000 });
  const names = () => files.list("/log") ?? [];
  const text = () =>
    [...names()]
      .sort()
      .map(name => files.read(`/log/${name}`))
      .join("");
  const write = (lines: string) => {
    log.add(lines);
    log.flush();
  };
  return { write, names, text, files };
}

test("whatever is written is there in its order, whole lines in each file, none larger than asked", () => {
  const lines = fc.array(fc.string({ maxLength: 60 }).map(line => `${line.replaceAll("\n", " ")}\n`));
  fc.assert(
    fc.property(fc.array(lines), pieces => {
      const { write, names, text, files } = folder({ size: 100, files: 10_000, total: 0 });
      for (const piece of pieces) write(piece.join(""));
      expect(text()).toBe(pieces.flat().join(""));
      for (const name of names()) {
        const content = files.read(`/log/${name}`) ?? "";
        expect(content === "" || content.endsWith("\n")).toBe(true);
        expect(content.length).toBeLessThanOrEqual(100);
      }
    }),
  );
});

test("only so many files are kept, the newest ones, and a line longer than a file stays whole", () => {
  const { write, names, text } = folder({ size: 100, files: 2, total: 0 });
  for (let line = 0; line < 10; line++) write(`${`${line}`.repeat(60)}\n`);
  expect(names()).toHaveLength(3);
  expect(text()).toBe([7, 8, 9].map(line => `${`${line}`.repeat(60)}\n`).join(""));
  write(`${"x".repeat(300)}\n`);
  expect(text().endsWith(`${"9".repeat(60)}\n${"x".repeat(300)}\n`)).toBe(true);
  const small = folder({ size: 100, files: 10, total: 130 });
  for (let line = 0; line < 10; line++) small.write(`${"y".repeat(60)}\n`);
  expect(small.names()).toHaveLength(3);
});

test("a log that is there is gone on with", () => {
  const files = new MemoryFiles({ "/log/current": "old\n" });
  const system = { files, rename: () => {}, now: () => 0 };
  const log = new LogFolder("/log", { size: 100, files: 2, total: 0 }, system);
  log.add("new\n");
  log.flush();
  expect(files.read("/log/current")).toBe("old\nnew\n");
});

test("a script says which line goes where", () => {
  const script = parseLogScript(["-^debug", "1", "f", "n3", "s5000", "T", "/log/rest", "+.", "/log/all"]);
  if (typeof script === "string") throw new Error(script);
  const places = (line: string) =>
    actionsFor(script, line).map(({ action }) => (action.kind === "folder" ? action.path : action.kind));
  expect(places("hello")).toEqual(["out", "/log/all"]);
  expect(places("debug x")).toEqual(["/log/rest", "/log/all"]);
  expect(script.filter(({ kind }) => kind === "act")).toMatchObject([
    { stamp: "none" },
    { stamp: "iso", action: { files: 3, size: 5000 } },
    { stamp: "none", action: { files: 3, size: 5000 } },
  ]);
});

test.each([
  [["/log", "!gzip"], 'the directive "!gzip" is not available'],
  [["+("], '"(" is no regular expression'],
  [["n3", "T"], "names no folder"],
])("the script %j is refused", (words, problem) => {
  expect(parseLogScript(words)).toContain(problem);
});

test("times", () => {
  expect(tai64n(0)).toBe("@400000000000000a00000000");
  expect(tai64n(1_700_000_000_123)).toBe("@400000006553f10a0754d4c0");
  expect(isoTime(new Date(2026, 0, 2, 3, 4, 5, 6).getTime())).toBe("2026-01-02 03:04:05.006000000");
});
