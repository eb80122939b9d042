import { describe, expect, test } from "vitest";
import { applyChoices } from "./choose.ts";
import type { AppSettings } from "./settings.ts";
import { testApp } from "./testing/app.ts";

const before: AppSettings = { data: "/data", ports: {}, volumes: [], env: { A: "1" }, lan: false };
const appWithoutSignIn = { ...testApp, manifest: { ...testApp.manifest, auth: undefined } };

test("what is left out stays as it was", () => {
  const earlier = { ...before, ports: { "3000": 8080 }, lan: true, password: "secret" };
  expect(applyChoices(testApp, earlier, {})).toEqual(earlier);
});

test("choices are laid over earlier ones, which are not changed", () => {
  const after = applyChoices(testApp, before, {
    data: "/elsewhere",
    ports: ["8080:3000"],
    env: ["B=x=y", "A="],
    volumes: ["/srv:/downloads:ro"],
  });
  expect(after).toEqual({
    data: "/elsewhere",
    ports: { "3000": 8080 },
    volumes: ["/srv:/downloads:ro"],
    env: { B: "x=y" },
    lan: false,
  });
  expect(before.env).toEqual({ A: "1" });
});

test("when it stopped is forgotten", () => {
  expect(applyChoices(testApp, { ...before, stopped: "2026-01-01T00:00:00Z" }, {})).toEqual(before);
});

describe("lan", () => {
  test("makes a password of at least 96 bits, once", () => {
    const first = applyChoices(testApp, before, { lan: true });
    expect(first.password).toMatch(/^[\w-]{16}$/);
    expect(applyChoices(testApp, first, { lan: true }).password).toBe(first.password);
    expect(applyChoices(testApp, before, { lan: true }).password).not.toBe(first.password);
  });

  test("can be taken back; the password is kept", () => {
    const after = applyChoices(testApp, { ...before, lan: true, password: "p" }, { lan: false });
    expect(after).toMatchObject({ lan: false, password: "p" });
  });

  test("is refused without a sign-in", () => {
    expect(() => applyChoices(appWithoutSignIn, before, { lan: true })).toThrow(
      expect.objectContaining({ id: "lan-without-sign-in", exitCode: 1 }),
    );
  });
});

test.each([
  ["port-unknown", { ports: ["80:80"] }],
  ["port-invalid", { ports: ["80:http"] }],
  ["env-invalid", { env: ["NOVALUE"] }],
  ["env-invalid", { env: ["1A=x"] }],
  ["volume-invalid", { volumes: ["/only"] }],
  ["volume-invalid", { volumes: ["/a:relative"] }],
  ["volume-invalid", { volumes: ["/a:/b:rw:z"] }],
])("misuse is told: %s %o", (id, choices) => {
  expect(() => applyChoices(testApp, before, choices)).toThrow(expect.objectContaining({ id, exitCode: 2 }));
});
