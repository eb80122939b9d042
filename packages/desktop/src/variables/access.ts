import { flag, folder, integer, names, networks, origins, setToAnything, text, webAddress } from "./kinds.ts";
import type { Variables } from "./variable.ts";

const WEBRTC = "Pictures travel over the page's own WebSocket; there is no WebRTC.";
const ONE_SERVER = "One server on the page's own ports answers everything.";

/** Where the page is found, and who may see it. */
export const accessVariables = {
  CUSTOM_PORT: {
    kind: integer(1, 65535),
    initial: "3000",
    purpose: "Port of the plain page inside the container.",
  },
  CUSTOM_HTTPS_PORT: {
    kind: integer(1, 65535),
    initial: "3001",
    purpose: "Port of the page with TLS inside the container.",
  },
  CUSTOM_USER: {
    kind: text("a name"),
    initial: "abc",
    purpose: "Name to sign in with, where PASSWORD is set.",
    also: ["SELKIES_BASIC_AUTH_USER"],
  },
  PASSWORD: {
    kind: text("a password"),
    purpose: "Password to sign in with; no sign-in without it.",
    secret: true,
    also: ["SELKIES_BASIC_AUTH_PASSWORD"],
  },
  PORTHOLE_OIDC_ISSUER: {
    kind: webAddress,
    purpose: "Provider that signs people in (OpenID Connect), beside PASSWORD or in its place.",
  },
  PORTHOLE_OIDC_CLIENT_ID: {
    kind: text("a name"),
    purpose: "Name under which the provider knows this desktop.",
  },
  PORTHOLE_OIDC_CLIENT_SECRET: {
    kind: text("a secret"),
    purpose: "What the provider gave this desktop to prove itself with; left out for a public client.",
    secret: true,
  },
  PORTHOLE_OIDC_USERS: {
    kind: names,
    purpose: "Who may come, by PORTHOLE_OIDC_USER_CLAIM; `*` for everybody whom the provider signs in.",
  },
  PORTHOLE_OIDC_GROUPS: {
    kind: names,
    purpose: "Groups whose members may come, by PORTHOLE_OIDC_GROUP_CLAIM.",
  },
  PORTHOLE_OIDC_USER_CLAIM: {
    kind: text("a claim"),
    initial: "preferred_username",
    purpose: "Claim that names a person. An `email` counts only where the provider has verified it.",
  },
  PORTHOLE_OIDC_GROUP_CLAIM: {
    kind: text("a claim"),
    initial: "groups",
    purpose: "Claim that lists a person's groups.",
  },
  PORTHOLE_OIDC_SCOPE: {
    kind: text("scopes"),
    initial: "openid profile email",
    purpose: "What the provider is asked for; some give groups only for a scope of that name.",
  },
  PORTHOLE_OIDC_NAME: {
    kind: text("a name"),
    purpose: "Name of the provider on the sign-in page; its host unless set.",
  },
  SUBFOLDER: {
    kind: folder,
    initial: "/",
    purpose: "Path of the page behind a reverse proxy, such as /desktop/.",
    also: ["SELKIES_SUBFOLDER"],
  },
  TITLE: {
    kind: text("a name"),
    initial: "Porthole",
    purpose: "Name of the page.",
    also: ["SELKIES_UI_TITLE"],
  },
  DISABLE_IPV6: { kind: setToAnything, purpose: "Set to anything to listen on IPv4 alone." },
  SELKIES_ALLOWED_ORIGINS: {
    kind: origins,
    purpose:
      "Other origins whose pages may open this desktop's stream: those of a portal, or of a proxy that hides its own name.",
  },
  PORTHOLE_TRUSTED_PROXIES: {
    kind: networks,
    purpose:
      "Addresses or networks of proxies whose `X-Forwarded-For` says whose wrong passwords are counted.",
  },
  PORTHOLE_SSL_DIR: {
    kind: text("a folder"),
    initial: "/config/ssl",
    purpose: "Folder of `cert.pem` and `cert.key`, read again when they change.",
  },
  SELKIES_DEBUG: {
    kind: flag,
    initial: "false",
    purpose: "The server's log tells what is of use only in a search for a fault.",
    also: ["PORTHOLE_DEBUG"],
  },
  CUSTOM_WS_PORT: { absent: ONE_SERVER },
  SELKIES_PORT: { absent: ONE_SERVER },
  SELKIES_UNIX_SOCKET: { absent: ONE_SERVER },
  SELKIES_ENABLE_HTTPS: { absent: "TLS is always there, on CUSTOM_HTTPS_PORT." },
  "SELKIES_HTTPS_*": { absent: "The certificate is the pair in `/config/ssl`." },
  SELKIES_ENABLE_BASIC_AUTH: { absent: "There is a sign-in as soon as PASSWORD is set." },
  "SELKIES_METRICS_*": { absent: "Figures for Prometheus are always at `/metrics`, behind the sign-in." },
  SELKIES_ENABLE_METRICS_HTTP: {
    absent: "Figures for Prometheus are always at `/metrics`, behind the sign-in.",
  },
  SELKIES_MODE: { absent: WEBRTC },
  SELKIES_ENABLE_DUAL_MODE: { absent: WEBRTC },
  "SELKIES_TURN_*": { absent: WEBRTC },
  "SELKIES_STUN_*": { absent: WEBRTC },
  "SELKIES_RTC_*": { absent: WEBRTC },
  SELKIES_ENCODER_RTC: { absent: WEBRTC },
  SELKIES_CONGESTION_CONTROL: { absent: "The stream always follows what the line carries." },
  SELKIES_BACKPRESSURE_QUEUE_SIZE: {
    absent: "A frame is made only when the line has room for it; there is no queue to bound.",
  },
} as const satisfies Variables;
