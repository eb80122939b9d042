import { beforeAll, expect, test } from "vitest";
import { Box, buildImage } from "./box.ts";
import { toolImage } from "./tool-image.ts";

const TAG = "porthole-test/busybox:latest";
const SERVICES = "/etc/s6-overlay/s6-rc.d";

/** Nothing but busybox with its links, the init with its links, and the definitions of the base: no C library. */
const DOCKERFILE = (tools: string) => `
FROM ${tools} AS parts
RUN mkdir -p /tree/bin /tree/etc /tree/usr/bin /tree/config /tree/tmp /tree/run && chmod 1777 /tree/run /tree/tmp \
 && cp /usr/bin/busybox /tree/bin/busybox \
 && busybox --list-full | while read path; do mkdir -p /tree/$(dirname $path); [ -e /tree/$path ] || ln -s /bin/busybox /tree/$path; done \
 && cp -a /init /command /tree && cp -a /etc/s6-overlay /tree/etc \
 && for name in $(ls /command); do ln -sf ../../init /tree/usr/bin/$name; done \
 && printf 'root:x:0:0::/root:/bin/sh\\nabc:x:911:911::/config:/bin/false\\nnobody:x:65534:65534::/:/bin/false\\n' > /tree/etc/passwd \
 && printf 'root:x:0:\\nabc:x:911:\\nusers:x:100:abc\\n' > /tree/etc/group
FROM scratch
COPY --from=parts /tree /
ENTRYPOINT ["/init"]
`;

beforeAll(async () => {
  await buildImage(TAG, DOCKERFILE(await toolImage()));
});

function service(name: string, type: string, files: Record<string, string>): Record<string, string> {
  const entries = Object.entries({ type, ...files }).map(([file, text]) => [
    `${SERVICES}/${name}/${file}`,
    text,
  ]);
  return { ...Object.fromEntries(entries), [`${SERVICES}/user/contents.d/${name}`]: "" };
}

test("an image of busybox alone boots to done, keeps its services, and stops in order", async () => {
  await using box = await Box.ready({
    image: TAG,
    env: { PUID: "1234", PGID: "5678", UMASK: "027", FILE__SECRET: "/secret" },
    files: {
      "/secret": "whisper",
      "/custom-cont-init.d/1-plain": { text: "echo plain script; umask\n", mode: 0o755 },
      "/custom-services.d/mine": "#!/bin/sh\necho custom service; exec sleep 99\n",
      "/config/crontabs/abc": "# nothing yet\n",
      ...service("svc-app", "longrun", {
        run: "#!/usr/bin/with-contenv sh\ntrap 'echo app stopped; exit' TERM\n(sleep 0.2; touch /tmp/up) &\necho secret $SECRET\ns6-notifyoncheck -d -n 50 -c 'test -e /tmp/up' s6-setuidgid abc id\nwhile :; do sleep 0.05; done\n",
        "notification-fd": "3\n",
        "dependencies.d/init-services": "",
        finish: "#!/bin/sh\necho finish $1 $2\n",
      }),
      ...service("late", "oneshot", {
        up: `foreground { echo late } s6-svstat -o ready ${SERVICES}/svc-app`,
        down: "echo late is down",
        "dependencies.d/svc-app": "",
      }),
    },
  });
  const { stdout, stderr } = await box.logs();
  expect(stdout).toContain("[ls.io-init] done.");
  expect(stdout).toContain("User UID:    1234\nUser GID:    5678\n");
  expect(stdout).toContain("plain script\n0027\n");
  expect(stdout).toContain("custom service\n");
  expect(stdout).toContain("secret whisper\n");
  expect(stdout).toContain("uid=1234(abc) gid=5678(abc)");
  expect(stdout).toContain("late\ntrue\n");
  expect(stderr).toBe("");
  expect((await box.health()).services.find(one => one.name === "svc-cron")?.pid).toBeGreaterThan(1);
  expect(await box.exec("porthole-init", "check")).toMatchObject({ code: 0, stderr: "" });
  expect((await box.stop()).code).toBe(0);
  expect((await box.logs()).stdout).toContain("late is down\n");
  expect((await box.logs()).stdout).toContain("app stopped\nfinish 0 0\n");
});

test("busybox's tar unpacks mods too", async () => {
  await using box = await Box.create({
    image: TAG,
    env: { DOCKER_MODS: "folder|archive", DOCKER_MODS_SIDELOAD: "true", S6_STAGE2_HOOK: "/pack" },
    files: {
      "/mods/folder/opt/side": "loaded",
      "/pack":
        "#!/bin/sh\nmkdir -p /t/usr/bin /t/etc/cont-init.d; echo x > /t/etc/cont-init.d/9\nprintf '#!/bin/sh\\necho from an archive\\n' > /t/usr/bin/side; chmod 755 /t/usr/bin/side\ntar -czf /mods/archive.tar -C /t .; rm -r /t\n",
    },
  });
  await box.start();
  await box.exec("porthole-init", "wait", "--timeout", "20");
  expect(await box.shell("cat /opt/side; side; ls -A /etc/cont-init.d /.porthole-mod 2> /dev/null")).toBe(
    "loadedfrom an archive",
  );
  expect((await box.logs()).stdout).toContain("[mod-init] archive applied to container");
});
