import { expect, test } from "vitest";
import { containerSpec, parseSize, SPEC_LABEL } from "./container-spec.ts";
import { testApp } from "./testing/app.ts";

const settings = { data: "/data", ports: {}, volumes: [], env: {}, lan: false };
const host = { uid: 1000, gid: 100, timeZone: "Europe/Berlin" };

test("the container is what the manifest, the settings and the host ask for", () => {
  const spec = containerSpec(testApp, "porthole/toy:1", settings, host);
  expect(spec).toMatchObject({
    name: "porthole-toy",
    Image: "porthole/toy:1",
    Env: ["PUID=1000", "PGID=100", "TZ=Europe/Berlin"],
    StopTimeout: 30,
    Labels: { "porthole.app": "toy", "porthole.data": "/data", "porthole.bind": "127.0.0.1" },
    HostConfig: {
      Binds: ["/data:/config"],
      ShmSize: 512 * 1024 * 1024,
      PortBindings: {
        "3000/tcp": [{ HostIp: "127.0.0.1", HostPort: "3000" }],
        "3001/tcp": [{ HostIp: "127.0.0.1", HostPort: "3001" }],
        "5000/udp": [{ HostIp: "127.0.0.1", HostPort: "5000" }],
      },
    },
  });
});

test("the sign-in is set only beyond loopback, and a person's own variables win", () => {
  const secret = { ...settings, password: "p" };
  expect(containerSpec(testApp, "i", secret, host).Env).not.toContain("TOY_PASS=p");
  const lan = containerSpec(testApp, "i", { ...secret, lan: true, env: { TOY_USER: "me" } }, host);
  expect(lan.Env).toEqual(expect.arrayContaining(["TOY_USER=me", "TOY_PASS=p"]));
  expect(lan.Env).not.toContain("TOY_USER=toy");
  expect(lan.Labels).toMatchObject({ "porthole.bind": "0.0.0.0" });
});

test("the spec's digest changes with anything, and with nothing else", () => {
  const digest = (...args: Parameters<typeof containerSpec>) => containerSpec(...args).Labels?.[SPEC_LABEL];
  const same = digest(testApp, "i", settings, host);
  expect(digest(testApp, "i", { ...settings }, { ...host })).toBe(same);
  expect(digest(testApp, "j", settings, host)).not.toBe(same);
  expect(digest(testApp, "i", { ...settings, env: { A: "1" } }, host)).not.toBe(same);
  expect(digest(testApp, "i", settings, { ...host, uid: 0 })).not.toBe(same);
});

test("sizes", () => {
  expect([parseSize("64k"), parseSize("512mb"), parseSize("1G")]).toEqual([65536, 536870912, 1073741824]);
  expect(() => parseSize("1 parsec")).toThrow(TypeError);
});
