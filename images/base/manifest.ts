import { defineImage } from "@porthole/contract";

export default defineImage({
  name: "base",
  title: "Base",
  summary: "Debian with Porthole's init: user ids, secrets, ordered start, custom scripts and services.",
  from: { debian: "trixie" },
  packages: [
    "bash",
    "cron",
    "curl",
    "jq",
    "locales",
    "netcat-openbsd",
    "systemd-standalone-sysusers",
    "tzdata",
    "zstd",
  ],
  components: ["init"],
  env: {
    PATH: "/lsiopy/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/root",
    LANG: "en_US.UTF-8",
    LANGUAGE: "en_US.UTF-8",
    TERM: "xterm",
    VIRTUAL_ENV: "/lsiopy",
    S6_VERBOSITY: "1",
    S6_CMD_WAIT_FOR_SERVICES_MAXTIME: "0",
  },
  volumes: [{ path: "/config", purpose: "Settings and data of the application." }],
  variables: [
    { name: "PUID", default: "911", purpose: "User id that owns the files and runs the services." },
    { name: "PGID", default: "911", purpose: "Group id that owns the files and runs the services." },
    { name: "UMASK", default: "022", purpose: "Umask of every process the init starts." },
    { name: "DOCKER_MODS", purpose: "Mods to apply at start, separated by |." },
    {
      name: "DOCKER_MODS_AUTH",
      purpose: "Credentials of registries that mods come from, as HOST=USER:PASSWORD, separated by spaces.",
      secret: true,
    },
    { name: "TZ", default: "Etc/UTC", purpose: "Time zone, as in the IANA database." },
  ],
});
