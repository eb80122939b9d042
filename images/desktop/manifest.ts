import { defineImage } from "@porthole/contract";
import { STREAM_SETTINGS } from "@porthole/protocol";

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
    DBUS_SESSION_BUS_ADDRESS: "unix:path=/run/desktop/bus",
  },
  ports: [
    { port: 3000, protocol: "http", purpose: "The desktop, for this machine or behind a proxy." },
    { port: 3001, protocol: "https", purpose: "The desktop, with a certificate of its own." },
  ],
  web: { http: 3000, https: 3001 },
  auth: { userVariable: "CUSTOM_USER", defaultUser: "abc", passwordVariable: "PASSWORD" },
  variables: [
    { name: "CUSTOM_USER", default: "abc", purpose: "Name to sign in with, where PASSWORD is set." },
    { name: "PASSWORD", purpose: "Password to sign in with; no sign-in without it.", secret: true },
    { name: "CUSTOM_PORT", default: "3000", purpose: "Port of the plain page inside the container." },
    {
      name: "CUSTOM_HTTPS_PORT",
      default: "3001",
      purpose: "Port of the page with TLS inside the container.",
    },
    {
      name: "SUBFOLDER",
      default: "/",
      purpose: "Path of the page behind a reverse proxy, such as /desktop/.",
    },
    { name: "TITLE", default: "Porthole", purpose: "Name of the page." },
    { name: "MAX_RES", default: "15360x8640", purpose: "Largest size of a monitor that follows its page." },
    { name: "WATERMARK_PNG", purpose: "Path of a PNG that is drawn over the desktop." },
    {
      name: "WATERMARK_LOCATION",
      default: "4",
      purpose: "Its place: 1 top left, 2 top right, 3 bottom left, 4 bottom right, 5 centre, 6 wandering.",
    },
    { name: "PORTHOLE_SIZE", purpose: "Size of the desktop, such as 1920x1080, whatever the page's." },
    { name: "PORTHOLE_DPI", purpose: "Dots an inch of the desktop, 48 to 480, whatever the page's." },
    {
      name: "LC_ALL",
      default: "en_US.UTF-8",
      purpose: "Language of the session, made at start where it is missing.",
    },
    {
      name: "NO_DECOR",
      purpose: "Set to anything for windows without borders; Ctrl+Shift+d gives them back.",
    },
    { name: "NO_FULL", purpose: "Set to anything for windows that do not fill the screen." },
    { name: "RESTART_APP", purpose: "true: what autostart starts is started again when it ends." },
    {
      name: "HARDEN_DESKTOP",
      purpose: "true: DISABLE_OPEN_TOOLS, DISABLE_SUDO and DISABLE_TERMINALS together.",
    },
    {
      name: "HARDEN_OPENBOX",
      purpose:
        "true: DISABLE_CLOSE_BUTTON, DISABLE_MOUSE_BUTTONS and HARDEN_KEYBINDS together, and RESTART_APP unless that is set.",
    },
    { name: "DISABLE_OPEN_TOOLS", purpose: "true: xdg-open and exo-open cannot be run." },
    { name: "DISABLE_SUDO", purpose: "true: nobody in the session can become root." },
    { name: "DISABLE_TERMINALS", purpose: "true: terminals cannot be run and leave the menu." },
    { name: "DISABLE_CLOSE_BUTTON", purpose: "true: windows have no close button." },
    {
      name: "DISABLE_MOUSE_BUTTONS",
      purpose: "true: right and middle button do nothing in the window manager.",
    },
    {
      name: "HARDEN_KEYBINDS",
      purpose: "true: Alt+F4, Alt+Escape, Alt+Space and Super+E do nothing.",
    },
    { name: "DISABLE_IPV6", purpose: "Set to anything to listen on IPv4 alone." },
    ...Object.values(STREAM_SETTINGS).map(({ variable, purpose }) => ({ name: variable, purpose })),
    {
      name: "SELKIES_CLIPBOARD_ENABLED",
      default: "true",
      purpose: "Whether pages share the desktop's clipboard.",
    },
    {
      name: "SELKIES_CLIPBOARD_IN_ENABLED",
      default: "true",
      purpose: "Whether pages may bring something to the clipboard.",
    },
    {
      name: "SELKIES_CLIPBOARD_OUT_ENABLED",
      default: "true",
      purpose: "Whether pages are sent what is copied in the desktop.",
    },
    {
      name: "SELKIES_ENABLE_BINARY_CLIPBOARD",
      default: "true",
      purpose: "Whether pictures pass the clipboard.",
    },
    {
      name: "PORTHOLE_CLIPBOARD_PRIMARY",
      default: "false",
      purpose: "Whether text that is merely selected is shared as well.",
    },
  ],
});
