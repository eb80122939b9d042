import fc from "fast-check";
import { expect, test } from "vitest";
import { isName, ManifestSchema, manifestJsonSchema } from "./index.ts";

test("a name that passes is safe as a folder, a container's name and a tag's repository", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), text => {
      if (isName(text)) {
        expect(text).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(text.length).toBeLessThanOrEqual(63);
      }
    }),
  );
  expect(isName("code-server")).toBe(true);
  expect(["", "-a", "a-", "a--b", "A", "a/b", "a.b", "x".repeat(64)].filter(isName)).toEqual([]);
});

test("the JSON Schema asks of an author what the validator asks", () => {
  const schema = manifestJsonSchema() as { required: string[]; properties: Record<string, unknown> };
  expect(schema.required.sort()).toEqual(["from", "name", "summary", "title"]);
  expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(ManifestSchema.shape).sort());
});
