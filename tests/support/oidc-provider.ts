import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";

/** The client that a test's desktop is. */
export const CLIENT = { id: "desk", secret: "a secret of the test's" } as const;

/** What the provider knows of its people, by the name they sign in with. */
const PEOPLE: Readonly<Record<string, Record<string, unknown>>> = {
  eve: {
    name: "Eve Example",
    preferred_username: "eve",
    groups: ["family"],
    email: "eve@home.example",
    email_verified: true,
  },
  mallory: {
    name: "Mallory",
    preferred_username: "mallory",
    groups: ["guests"],
    email: "eve@home.example",
    email_verified: false,
  },
};

/** A provider of sign-ins (OpenID Connect) that listens. */
export type RunningProvider = AsyncDisposable & {
  issuer: string;
  /** Answers from now on, knowing a client that comes back to one of these addresses. */
  serve(returnTo: readonly string[], options?: ProviderOptions): void;
};

export type ProviderOptions = {
  /** Who is signed in without being asked; a page asks where left out. */
  account?: string;
  /** Publishes keys other than those it signs with. */
  foreignKeys?: boolean;
};

/** Listens at `address`, a port of the system's choice; answers 503 until it is told to serve. */
export async function listenAsProvider(address = "127.0.0.1"): Promise<RunningProvider> {
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown = (_, response) =>
    response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>(resolve => server.listen(0, address, resolve));
  const issuer = `http://${address}:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    serve(returnTo, options = {}) {
      const provider = new Provider(issuer, configuration(returnTo, options));
      provider.on("server_error", (_, error) => process.stderr.write(`provider: ${error.stack}\n`));
      const serve = provider.callback();
      answer = (request, response) => {
        const path = request.url?.split("?")[0];
        if (options.foreignKeys && path === "/jwks") {
          response
            .writeHead(200, { "Content-Type": "application/json" })
            .end(JSON.stringify({ keys: [key("foreign")] }));
        } else if (options.account !== undefined && path?.startsWith("/interaction/")) {
          const result = { login: { accountId: options.account } };
          void provider.interactionFinished(request, response, result);
        } else {
          serve(request, response);
        }
      };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

const KEYS: Partial<Record<"own" | "foreign", { privateKey: KeyObject }>> = {};

/** The name of both keys is the same, so that a forged one is taken for the real one. */
function key(whose: "own" | "foreign") {
  KEYS[whose] ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { privateKey } = KEYS[whose];
  return { ...privateKey.export({ format: "jwk" }), kid: "the-key", use: "sig", alg: "RS256" };
}

function configuration(returnTo: readonly string[], options: ProviderOptions): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: returnTo.map(address => `${address}oidc/return`),
        post_logout_redirect_uris: [...returnTo],
      },
    ],
    jwks: { keys: [key("own")] } as Configuration["jwks"] & object,
    cookies: { keys: ["of the test's"] },
    claims: {
      profile: ["name", "preferred_username"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
    pkce: { required: () => true },
    features: { devInteractions: { enabled: options.account === undefined } },
    ...(options.account === undefined
      ? {}
      : {
          // Nobody is asked what the desktop may know.
          async loadExistingGrant(ctx) {
            const grant = new ctx.oidc.provider.Grant({
              clientId: CLIENT.id,
              accountId: ctx.oidc.session?.accountId ?? "",
            });
            grant.addOIDCScope("openid profile email groups");
            await grant.save();
            return grant;
          },
        }),
    ttl: {
      AccessToken: 600,
      Grant: 600,
      Interaction: 600,
      Session: 600,
      IdToken: 600,
    },
  };
}
