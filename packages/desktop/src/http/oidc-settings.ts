import { PortholeError } from "@porthole/contract";
import type { ReadVariable } from "../variables/table.ts";
import type { OidcSettings } from "./oidc.ts";

/**
 * Reads which provider signs people in; undefined where none is named.
 * @throws PortholeError `setting-invalid` where a provider is named and not all that it needs
 */
export function readOidc(read: ReadVariable): OidcSettings | undefined {
  const issuer = read("PORTHOLE_OIDC_ISSUER");
  if (!issuer) {
    return undefined;
  }
  const clientId = read("PORTHOLE_OIDC_CLIENT_ID");
  const [users, groups] = [read("PORTHOLE_OIDC_USERS") ?? [], read("PORTHOLE_OIDC_GROUPS") ?? []];
  if (clientId === undefined) {
    throw missing("PORTHOLE_OIDC_CLIENT_ID", "the name under which the provider knows this desktop");
  }
  if (users.length + groups.length === 0) {
    throw missing(
      "PORTHOLE_OIDC_USERS or PORTHOLE_OIDC_GROUPS",
      'who may come, or PORTHOLE_OIDC_USERS to "*" for everybody whom the provider signs in',
    );
  }
  return {
    issuer,
    clientId,
    clientSecret: read("PORTHOLE_OIDC_CLIENT_SECRET"),
    scope: read("PORTHOLE_OIDC_SCOPE"),
    name: read("PORTHOLE_OIDC_NAME") ?? issuer.hostname,
    userClaim: read("PORTHOLE_OIDC_USER_CLAIM"),
    users,
    groupClaim: read("PORTHOLE_OIDC_GROUP_CLAIM"),
    groups,
  };
}

function missing(name: string, wanted: string): PortholeError {
  return new PortholeError({
    kind: "misuse",
    id: "setting-invalid",
    what: `PORTHOLE_OIDC_ISSUER is set, and ${name} is not.`,
    todo: `Set ${name} to ${wanted}.`,
  });
}
