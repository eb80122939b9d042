import { expect, test } from "vitest";
import { Box } from "./box.ts";
import { longrun } from "./services.ts";

test("what has no effect is said once, at boot and by the check", async () => {
  await using box = await Box.ready({
    env: { S6_WAIT_FOR_CLOSING_FD: "3" },
    files: longrun("svc-x", "exec sleep 99", { files: { "flag-newpidns": "" } }),
  });
  const { stderr } = await box.logs();
  expect(stderr.match(/\[init\] \(NOTE\) S6_WAIT_FOR_CLOSING_FD has no effect/g)).toHaveLength(1);
  expect(stderr.match(/\[init\] \(NOTE\) .*svc-x\/flag-newpidns has no effect/g)).toHaveLength(1);
  const check = await box.exec("porthole-init", "check");
  expect(check).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("svc-x/flag-newpidns has no effect"),
  });
});
