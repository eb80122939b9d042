import { expect, test } from "vitest";
import { contenvShebang } from "./contenv-shebang.ts";

test("a script for with-contenv names the program that runs it", () => {
  const found = { contenv: "/usr/bin/with-contenv", program: "bash" };
  expect(contenvShebang("#!/usr/bin/with-contenv bash\necho\n")).toEqual(found);
  expect(contenvShebang("#! /usr/bin/with-contenv  bash \n")).toEqual(found);
  expect(contenvShebang("#!/command/with-contenv /bin/sh\n")).toEqual({
    contenv: "/command/with-contenv",
    program: "/bin/sh",
  });
});

test("every other script is left to the kernel", () => {
  const others = [
    "#!/bin/bash\n",
    "#!/usr/bin/with-contenv\n",
    "#!/usr/bin/with-contenv bash -e\n",
    "#!/usr/bin/env with-contenv bash\n",
    "#!with-contenv bash\n",
    "#!/usr/bin/with-contenv bash",
    "#!/usr/bin/with-contenv bash\r\n",
    "\x7fELF",
    "",
  ];
  for (const text of others) expect(contenvShebang(text), JSON.stringify(text)).toBeUndefined();
});
