import { expect, test } from "vitest";
import { Box } from "./box.ts";
import { longrun } from "./services.ts";

test("what has no effect is said once, at boot and by the check", async () => {
  await using box = await Box.ready({
    env: { S6_LOGGING: "1" },
    files: longrun("svc-x", "exec sleep 99", { files: { "lock-fd": "3" } }),
  });
  const { stderr } = await box.logs();
  expect(stderr.match(/\[init\] \(NOTE\) S6_LOGGING has no effect/g)).toHaveLength(1);
  expect(stderr.match(/\[init\] \(NOTE\) .*svc-x\/lock-fd has no effect/g)).toHaveLength(1);
  const check = await box.exec("porthole-init", "check");
  expect(check).toMatchObject({ code: 0, stderr: expect.stringContaining("svc-x/lock-fd has no effect") });
});
