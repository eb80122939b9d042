import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import { configVersions } from "./config-versions.ts";

const conf = (date: string) => `## Version ${date} - Changelog: x\nsetting;\n`;

test("confs with another date than their sample are listed, older, newer and without one; others are not", () => {
  const files = new MemoryFiles({
    "/config/nginx/a.conf": conf("2024/01/31"),
    "/config/nginx/a.conf.sample": conf("2025/02/28"),
    "/config/nginx/site-confs/default.conf": "mine\n",
    "/config/nginx/site-confs/default.conf.sample": conf("2025/02/28"),
    "/config/nginx/same.conf": `# first\n${conf("2025/02/28")}`,
    "/config/nginx/same.conf.sample": conf("2025/02/28"),
    "/config/nginx/own.conf": conf("1999/01/01"),
    "/config/nginx/never.conf.sample": conf("2025/02/28"),
  });
  const lines = configVersions(files, "/config/nginx/");
  expect(lines[0]).toBe(
    "**** The following active confs have different version dates than the samples that are shipped. ****",
  );
  expect(lines.filter(line => line.includes("/config"))).toEqual([
    "2024/01/31  2025/02/28  /config/nginx/a.conf",
    "-           2025/02/28  /config/nginx/site-confs/default.conf",
  ]);
  expect(configVersions(files, "/config/nginx/none")).toEqual([]);
});
