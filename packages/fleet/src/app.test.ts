import type { Catalog } from "@porthole/builder";
import type { ContainerFacts } from "@porthole/engine";
import { expect, test } from "vitest";
import { findApp, installedApp } from "./app.ts";
import { testApp } from "./testing/app.ts";

const { app: _, ...image } = { ...testApp.manifest, name: "base" };
const catalog: Catalog = new Map([
  ["base", { manifest: image, folder: "/base" }],
  ["toy", { manifest: testApp.manifest, folder: "/toy" }],
]);

test("an app is found by name", () => {
  expect(findApp(catalog, "toy").manifest.title).toBe("Toy");
});

test("an unknown app is told, with those that were perhaps meant", () => {
  expect(() => findApp(catalog, "tyo")).toThrow(
    expect.objectContaining({ id: "app-unknown", why: "Did you mean toy?", exitCode: 2 }),
  );
  expect(() => findApp(catalog, "firefox")).toThrow(expect.objectContaining({ why: undefined }));
});

test("an image that is no app is told apart", () => {
  expect(() => findApp(catalog, "base")).toThrow(expect.objectContaining({ id: "app-not-runnable" }));
});

test("an app is known by its container's labels, a foreign container is not one", () => {
  const container: ContainerFacts = {
    id: "1",
    name: "porthole-toy",
    image: "porthole/toy:1",
    imageId: "sha256:1",
    labels: { "porthole.app": "toy", "porthole.manifest": JSON.stringify(testApp.manifest) },
    running: true,
    restarting: false,
    exitCode: 0,
    outOfMemory: false,
    startedAt: new Date(),
    finishedAt: new Date(0),
    published: [],
  };
  expect(installedApp(container)).toMatchObject({ name: "toy", manifest: { title: "Toy" } });
  expect(installedApp({ ...container, labels: {} })).toBeUndefined();
  expect(
    installedApp({ ...container, labels: { ...container.labels, "porthole.manifest": "{" } }),
  ).toBeUndefined();
});
