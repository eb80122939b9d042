import { defineConfig } from "vitest/config";

/** As long as `waitFor` waits: other work may keep the machine busy. */
const expect = { poll: { timeout: 20_000 } };

/** `unit` needs nothing but Node; `container` a container engine; `browser` Chromium too. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{packages,images,bench,scripts,tests}/**/*.test.ts"],
          testTimeout: 30_000,
          expect,
          exclude: ["**/*.container.test.ts", "**/*.browser.test.ts", "**/node_modules/**"],
        },
      },
      {
        test: {
          name: "container",
          include: ["{packages,images,tests}/**/*.container.test.ts"],
          testTimeout: 120_000,
          expect,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "browser",
          include: ["{packages,images,tests}/**/*.browser.test.ts"],
          testTimeout: 120_000,
          expect,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
