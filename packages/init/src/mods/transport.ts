import type { Files } from "../files/files.ts";
import { type Challenge, parseChallenge, parseHeaders } from "./challenge.ts";
import type { Credentials } from "./credentials.ts";
import { parseObject } from "./manifest.ts";
import { isLoopback } from "./reference.ts";

/** One thing to be had from a registry. */
export type Request = {
  url: string;
  accept: string | undefined;
  /** File that takes the body. */
  output: string;
  /** How long it may take, asked before each of the requests that it comes to. */
  limits: () => Limits;
  /** Called for every answer, whatever it is. */
  onAnswer?: () => void;
};

/** Milliseconds until the connection stands, and for everything; `all` 0 bounds a download by its speed alone. */
export type Limits = { connect: number; all: number };

/** How a request came out; status 0 where there was no answer, with the reason in `problem`. */
export type Response = { status: number; headers: Map<string, string>; problem: string };

/** What {@link Transport} needs from the system. */
export type TransportOptions = {
  files: Files;
  /** Runs a program and returns what it wrote on standard output. */
  run: (argv: readonly string[]) => string;
  credentials: (host: string) => Credentials | undefined;
  /** Folder for what passes through, readable by this user alone. */
  folder: string;
  userAgent: string;
  verbose: boolean;
};

const HOPS = 8;
/** A download below this many bytes a second for that many seconds is given up. */
const SLOWEST = 1000;
const SLOW_FOR = 10;

/**
 * Asks registries by way of curl, which has the image's CA store and proxies. Redirects are followed one by one: what
 * identifies us goes to the host that asked for it, and to no other. Only the machine itself is asked without TLS.
 */
export class Transport {
  private readonly options: TransportOptions;
  /** Lines of a curl configuration that identify us, by host. */
  private readonly known = new Map<string, string>();

  constructor(options: TransportOptions) {
    this.options = options;
  }

  /** Gets one thing; `scope` is what a token has to allow. */
  get(request: Request, scope: string): Response {
    let { url } = request;
    let asked = false;
    for (let hop = 0; hop < HOPS; hop++) {
      const host = hostOf(url);
      if (!isAllowed(url)) return failure(`${url} is not asked: only this machine is, without TLS`);
      const response = this.curl({ ...request, url }, this.known.get(host));
      const location = response.headers.get("location");
      if (response.status >= 300 && response.status < 400 && location !== undefined) {
        url = /^https?:/.test(location) ? location : `${originOf(url)}${location}`;
        asked = false;
      } else if (response.status === 401 && !asked) {
        asked = true;
        const challenge = parseChallenge(response.headers.get("www-authenticate") ?? "");
        const problem = challenge
          ? this.introduce(host, challenge, scope, request)
          : "it does not say how to log in";
        if (problem !== undefined) return { ...response, problem };
      } else {
        return response;
      }
    }
    return failure("too many redirects");
  }

  /** Gets a token, or has the password ready. @returns why that fails */
  private introduce(host: string, challenge: Challenge, scope: string, request: Request): string | undefined {
    const login = configLine(this.options.credentials(host));
    if (challenge.scheme === "basic") {
      if (login === undefined) return `${host} wants a user and a password (DOCKER_MODS_AUTH)`;
      this.known.set(host, login);
      return undefined;
    }
    const { realm = "", service } = challenge.parameters;
    if (!isAllowed(realm)) return `it sends us to "${realm}" for a token, which is not asked`;
    const query = [
      ...(service === undefined ? [] : [`service=${encode(service)}`]),
      `scope=${encode(challenge.parameters.scope ?? scope)}`,
    ].join("&");
    const output = `${this.options.folder}/token`;
    const url = `${realm}${realm.includes("?") ? "&" : "?"}${query}`;
    const { status, problem } = this.curl({ ...request, url, accept: undefined, output }, login);
    const answer = parseObject(this.options.files.read(output) ?? "");
    this.options.files.remove(output);
    const token = answer?.token ?? answer?.access_token;
    if (status !== 200 || typeof token !== "string")
      return `no token from ${hostOf(realm)}: ${problem || `status ${status}`}`;
    this.known.set(host, `header = ${quote(`Authorization: Bearer ${token}`)}`);
    return undefined;
  }

  private curl(request: Request, login: string | undefined): Response {
    const { files, folder, run, userAgent, verbose } = this.options;
    const headerFile = `${folder}/headers`;
    const config = `${folder}/request`;
    const { connect, all } = request.limits();
    const lines = [
      `url = ${quote(request.url)}`,
      `proto = "=${request.url.startsWith("http:") ? "http" : "https"}"`,
      `output = ${quote(request.output)}`,
      `dump-header = ${quote(headerFile)}`,
      `user-agent = ${quote(userAgent)}`,
      `connect-timeout = ${connect / 1000}`,
      all > 0 ? `max-time = ${all / 1000}` : `speed-limit = ${SLOWEST}\nspeed-time = ${SLOW_FOR}`,
      'write-out = "%{http_code} %{errormsg}"',
      "globoff",
      verbose ? "verbose" : "silent",
      ...(request.accept === undefined ? [] : [`header = ${quote(`Accept: ${request.accept}`)}`]),
      ...(isLoopback(hostOf(request.url)) ? ['noproxy = "*"'] : []),
      ...(login === undefined ? [] : [login]),
    ];
    // In a file that others cannot read: arguments of a program can be seen by everybody.
    files.replace(config, `${lines.join("\n")}\n`, 0o600);
    files.remove(headerFile);
    files.remove(request.output);
    const [code = "", ...words] = run(["curl", "--config", config]).split(" ");
    files.remove(config);
    const headers = parseHeaders(files.read(headerFile) ?? "");
    const problem = words.join(" ").trim();
    // An answer that broke off is none.
    const status = problem === "" ? Number(code) || 0 : 0;
    if (status > 0) request.onAnswer?.();
    return {
      status,
      headers,
      problem: problem || (code === "" ? "curl cannot be run" : ""),
    };
  }
}

function failure(problem: string): Response {
  return { status: 0, headers: new Map(), problem };
}

function configLine(credentials: Credentials | undefined): string | undefined {
  if (!credentials) return undefined;
  return "plain" in credentials
    ? `user = ${quote(credentials.plain)}`
    : `header = ${quote(`Authorization: Basic ${credentials.base64}`)}`;
}

function isAllowed(url: string): boolean {
  return url.startsWith("https://") || (url.startsWith("http://") && isLoopback(hostOf(url)));
}

/** Host and port of an address. */
export function hostOf(url: string): string {
  return (/^https?:\/\/(?:[^/?#@]*@)?([^/?#]*)/.exec(url)?.[1] ?? "").toLowerCase();
}

function originOf(url: string): string {
  return /^https?:\/\/[^/?#]*/.exec(url)?.[0] ?? "";
}

function quote(text: string): string {
  return `"${text.replace(/[\r\n]/g, "").replace(/["\\]/g, "\\$&")}"`;
}

function encode(text: string): string {
  return text.replace(
    /[^\w.~:/-]/g,
    c => `%${(c.codePointAt(0) ?? 0).toString(16).padStart(2, "0").toUpperCase()}`,
  );
}
