import { expect, test } from "vitest";
import { parsePort, publishedPorts, webUrls } from "./ports.ts";
import { testApp } from "./testing/app.ts";

test("HOST:CONTAINER, or one number for both", () => {
  expect(parsePort("8080:3000")).toEqual({ host: 8080, container: 3000 });
  expect(parsePort("3000")).toEqual({ host: 3000, container: 3000 });
});

test.each(["", "x", "80:", ":80", "0:80", "80:65536", "1:2:3", "-1:80", "127.0.0.1:80:80"])(
  'not a port: "%s"',
  text => {
    expect(() => parsePort(text)).toThrow(expect.objectContaining({ id: "port-invalid", exitCode: 2 }));
  },
);

test("ports are bound to loopback, and everywhere only with lan", () => {
  const settings = { data: "/d", ports: { "3000": 8080 }, volumes: [], env: {}, lan: false };
  expect(publishedPorts(testApp.manifest, settings)).toEqual([
    { container: 3000, protocol: "tcp", host: 8080, address: "127.0.0.1" },
    { container: 3001, protocol: "tcp", host: 3001, address: "127.0.0.1" },
    { container: 5000, protocol: "udp", host: 5000, address: "127.0.0.1" },
  ]);
  const addresses = publishedPorts(testApp.manifest, { ...settings, lan: true }).map(port => port.address);
  expect(new Set(addresses)).toEqual(new Set(["0.0.0.0"]));
});

test("URLs use the host's side of the port", () => {
  const ports = [
    { container: 3000, host: 8080 },
    { container: 3001, host: 3001 },
  ];
  expect(webUrls({ http: 3000, https: 3001, path: "/" }, ports)).toEqual({
    url: "http://localhost:8080",
    httpsUrl: "https://localhost:3001",
  });
  expect(webUrls({ https: 3001, path: "/app" }, ports)).toEqual({
    url: "https://localhost:3001/app",
    httpsUrl: "https://localhost:3001/app",
  });
});
