import { defineImage } from "@porthole/contract";
import { manifestVariables } from "@porthole/desktop/variables";

export default defineImage({
  name: "desktop",
  title: "Desktop",
  summary:
    "A Linux desktop in the browser: X server, window manager and Porthole's streaming server, for applications to stand on.",
  from: { image: "base" },
  components: ["node", "desktop"],
  packages: [
    // The X server. The keyboard maps are compiled at its start.
    "xserver-xorg-core",
    "xserver-xorg-video-dummy",
    "x11-xkb-utils",
    // What the streaming server calls, and what Node needs.
    "libatomic1",
    "libturbojpeg0",
    "libx264-164",
    "libyuv0",
    // Sound. PulseAudio itself is laid in by build.sh; this is what it and its clients call.
    "libltdl7",
    "libopus0",
    "liborc-0.4-0t64",
    "libpulse0",
    "libsoxr0",
    "libspeexdsp1",
    "libtdb1",
    "libwrap0",
    // The session.
    "dbus",
    "dbus-x11",
    "openbox",
    "openssl",
    "sudo",
    // In place of systemd, which dbus would bring.
    "systemd-standalone-sysusers",
    "xterm",
    // Latin, Greek and Cyrillic; and one small font for everything else.
    "fonts-dejavu-core",
    "fonts-droid-fallback",
  ],
  env: {
    DISPLAY: ":1",
    HOME: "/config",
    TITLE: "Porthole",
    XDG_RUNTIME_DIR: "/run/desktop",
    CUPS_SERVER: "/run/desktop/cups.sock",
    DBUS_SESSION_BUS_ADDRESS: "unix:path=/run/desktop/bus",
  },
  ports: [
    { port: 3000, protocol: "http", purpose: "The desktop, for this machine or behind a proxy." },
    { port: 3001, protocol: "https", purpose: "The desktop, with a certificate of its own." },
  ],
  web: { http: 3000, https: 3001 },
  auth: { userVariable: "CUSTOM_USER", defaultUser: "abc", passwordVariable: "PASSWORD" },
  variables: manifestVariables(),
});
