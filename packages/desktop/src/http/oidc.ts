import { createHash, randomBytes } from "node:crypto";
import type { Configuration } from "openid-client";
import { log } from "../log.ts";

/** A provider of sign-ins (OpenID Connect), and whom of it the desktop lets in. */
export type OidcSettings = {
  issuer: URL;
  clientId: string;
  /** None for a public client. */
  clientSecret: string | undefined;
  scope: string;
  /** Shown on the button. */
  name: string;
  /** Claim by which {@link users} are compared. */
  userClaim: string;
  /** Who may come; `*` for everybody whom the provider signs in. */
  users: readonly string[];
  groupClaim: string;
  /** Whose members may come. */
  groups: readonly string[];
};

/**
 * Why a sign-in did not come about.
 *
 * - `late`: it was begun too long ago, in another browser, or its answer came a second time.
 * - `cancelled`: the provider said no.
 * - `stranger`: the provider knows the person, the settings do not.
 * - `unreachable`: the provider does not answer.
 * - `clock`: what the provider signed is not valid by this machine's clock.
 * - `mistrusted`: its answer does not hold: another state, nonce, signature, issuer or audience.
 */
export type OidcProblem = "late" | "cancelled" | "stranger" | "unreachable" | "clock" | "mistrusted";

/** A sign-in that was begun. */
type Begun = { state: string; nonce: string; verifier: string; returnTo: string; until: number };

/** How long, in ms, a person may take at the provider. */
const PATIENCE = 10 * 60_000;
/** Sign-ins, and sign-outs, that may be under way; the oldest goes first. */
const BEGUN_MOST = 1000;
/** How long, in s, a provider may take to answer. */
const ANSWERS_WITHIN = 10;
/** How far, in s, the clocks of provider and server may differ. */
const CLOCK_TOLERANCE = 30;

/**
 * Signs people in through a provider: authorization code flow with PKCE (RFC 7636), state and nonce (OpenID Connect Core
 * 1.0, 3.1), and the ID token's signature checked by the provider's published keys.
 */
export class Oidc {
  readonly settings: OidcSettings;
  #configuration: Promise<Configuration> | undefined;
  /** By the digest of what the browser keeps in its cookie. */
  readonly #begun = new Map<string, Begun>();
  /** ID tokens of those who have signed out here and may do so at the provider; likewise. */
  readonly #left = new Map<string, { idToken: string; until: number }>();
  readonly #now: () => number;

  /** @param now the time, in ms since 1970, by which answers and tokens end */
  constructor(settings: OidcSettings, now: () => number = Date.now) {
    this.settings = settings;
    this.#now = now;
  }

  /**
   * Begins a sign-in.
   *
   * @param returnTo where the provider sends the browser afterwards, as registered there
   * @returns where the browser goes now, and what it keeps until then
   */
  async begin(returnTo: string): Promise<{ location: string; ticket: string } | { problem: OidcProblem }> {
    const client = await import("openid-client");
    const configuration = await this.#discovered();
    if (!configuration) {
      return { problem: "unreachable" };
    }
    const begun: Begun = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
      returnTo,
      until: this.#now() + PATIENCE,
    };
    const ticket = randomBytes(32).toString("base64url");
    keepNewest(this.#begun);
    this.#begun.set(digest(ticket), begun);
    const location = client.buildAuthorizationUrl(configuration, {
      redirect_uri: returnTo,
      scope: this.settings.scope,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: "S256",
    });
    return { location: location.href, ticket };
  }

  /**
   * Ends a sign-in. Each can be ended once, whatever comes of it.
   *
   * @param query what the provider sent along, with its "?"
   * @param ticket what the browser kept
   * @returns who it is, and the ID token, by which the provider knows the sign-in again when it ends
   */
  async finish(
    query: string,
    ticket: string | undefined,
  ): Promise<{ name: string; idToken: string } | { problem: OidcProblem }> {
    const key = digest(ticket ?? "");
    const begun = this.#begun.get(key);
    this.#begun.delete(key);
    if (!begun || begun.until < this.#now()) {
      return { problem: "late" };
    }
    const configuration = await this.#discovered();
    if (!configuration) {
      return { problem: "unreachable" };
    }
    try {
      const { claims, idToken } = await this.#claims(configuration, begun, query);
      if (!this.#admits(claims)) {
        log("warning", `sign-in: ${nameIn(claims, this.settings)} is not among those who may come`);
        return { problem: "stranger" };
      }
      return { name: nameIn(claims, this.settings), idToken };
    } catch (error) {
      const problem = problemOf(error);
      log("warning", `sign-in through ${this.settings.issuer.href}: ${problem}: ${reasonOf(error)}`);
      return { problem };
    }
  }

  /** Keeps the ID token of a browser that has signed out, for {@link leave}. @returns what the browser keeps until then */
  keep(idToken: string): string {
    const ticket = randomBytes(32).toString("base64url");
    keepNewest(this.#left);
    this.#left.set(digest(ticket), { idToken, until: this.#now() + PATIENCE });
    return ticket;
  }

  /**
   * Where a browser signs out of the provider too (OpenID Connect RP-Initiated Logout 1.0); undefined where the provider has no
   * such page.
   *
   * @param ticket what the browser kept, so that the provider knows which sign-in ends
   */
  async leave(returnTo: string, ticket: string | undefined): Promise<string | undefined> {
    const key = digest(ticket ?? "");
    const left = this.#left.get(key);
    this.#left.delete(key);
    const configuration = await this.#discovered();
    if (!configuration?.serverMetadata().end_session_endpoint) {
      return undefined;
    }
    const client = await import("openid-client");
    return client.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: returnTo,
      ...(left && left.until >= this.#now() ? { id_token_hint: left.idToken } : {}),
    }).href;
  }

  async #claims(
    configuration: Configuration,
    begun: Begun,
    query: string,
  ): Promise<{ claims: Claims; idToken: string }> {
    const client = await import("openid-client");
    const answer = new URL(begun.returnTo);
    answer.search = query;
    const tokens = await client.authorizationCodeGrant(configuration, answer, {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: begun.verifier,
      idTokenExpected: true,
    });
    const claims: Claims = { ...tokens.claims() };
    const idToken = tokens.id_token ?? "";
    if (!configuration.serverMetadata().userinfo_endpoint) {
      return { claims, idToken };
    }
    // Many providers keep groups out of the token.
    const more = await client.fetchUserInfo(configuration, tokens.access_token, String(claims.sub));
    return { claims: { ...more, ...claims }, idToken };
  }

  #admits(claims: Claims): boolean {
    const { users, userClaim, groups, groupClaim } = this.settings;
    const name = claims[userClaim];
    // Whoever may write any address into their account must not come in by it.
    const known = typeof name === "string" && (userClaim !== "email" || claims.email_verified === true);
    const own = [claims[groupClaim]].flat();
    return (
      users.includes("*") || (known && users.includes(name)) || groups.some(group => own.includes(group))
    );
  }

  /** What the provider publishes of itself, asked for once; a failure is asked again the next time. */
  async #discovered(): Promise<Configuration | undefined> {
    this.#configuration ??= discover(this.settings, this.#now);
    try {
      return await this.#configuration;
    } catch (error) {
      this.#configuration = undefined;
      log("warning", `sign-in: ${this.settings.issuer.href} cannot be used: ${reasonOf(error)}`);
      return undefined;
    }
  }
}

type Claims = Record<string, unknown>;

async function discover(settings: OidcSettings, now: () => number): Promise<Configuration> {
  const client = await import("openid-client");
  const { issuer, clientId, clientSecret } = settings;
  const insecure = issuer.protocol === "http:" ? [client.allowInsecureRequests] : [];
  const found = await client.discovery(issuer, clientId, undefined, client.None(), {
    timeout: ANSWERS_WITHIN,
    execute: insecure,
  });
  const server = found.serverMetadata();
  // The default of OpenID Connect Core 1.0, 9, unless the provider does without.
  const basic = server.token_endpoint_auth_methods_supported?.includes("client_secret_basic") ?? true;
  const authentication =
    clientSecret === undefined
      ? client.None()
      : basic
        ? client.ClientSecretBasic(clientSecret)
        : client.ClientSecretPost(clientSecret);
  const metadata = {
    [client.clockSkew]: Math.round((now() - Date.now()) / 1000),
    [client.clockTolerance]: CLOCK_TOLERANCE,
  };
  const configuration = new client.Configuration(server, clientId, metadata, authentication);
  configuration.timeout = ANSWERS_WITHIN;
  for (const allow of insecure) {
    allow(configuration);
  }
  client.enableNonRepudiationChecks(configuration);
  return configuration;
}

/** Name a person is shown by. */
function nameIn(claims: Claims, { userClaim }: OidcSettings): string {
  const names = [claims.name, claims[userClaim], claims.preferred_username, claims.email, claims.sub];
  return String(names.find(name => typeof name === "string" && name !== "") ?? "");
}

/** Codes of openid-client and oauth4webapi, and of Node's network. */
function problemOf(error: unknown): OidcProblem {
  const code = (error as { code?: unknown }).code;
  switch (code) {
    case "OAUTH_AUTHORIZATION_RESPONSE_ERROR":
      return "cancelled";
    case "OAUTH_JWT_TIMESTAMP_CHECK_FAILED":
      return "clock";
    case "OAUTH_TIMEOUT":
      return "unreachable";
    case "OAUTH_RESPONSE_BODY_ERROR":
      return (error as { error?: unknown }).error === "invalid_grant" ? "late" : "mistrusted";
    default:
      return error instanceof TypeError && error.message === "fetch failed" ? "unreachable" : "mistrusted";
  }
}

/** An error with what it came of, for the log. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { error: short, error_description: long } = error as { error?: unknown; error_description?: unknown };
  const words = [error.message, short, long]
    .filter(part => typeof part === "string" && part !== "")
    .join(": ");
  return error.cause instanceof Error ? `${words} (${reasonOf(error.cause)})` : words;
}

/** Makes room for one more. */
function keepNewest(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (map.size >= BEGUN_MOST && oldest !== undefined) {
    map.delete(oldest);
  }
}

function digest(ticket: string): string {
  return createHash("sha256").update(ticket).digest("base64url");
}
