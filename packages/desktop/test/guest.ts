import { ROLES, type Role } from "@porthole/protocol";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage, type FakePageOptions } from "./fake-page.ts";

/** A link, as its owner's page was told of it. */
export type MadeLink = { link: string; code: string };

/** Has an owner's page make a link. */
export async function makeLink(owner: FakePage, role: Role, name = "", ends = 0): Promise<MadeLink> {
  const before = owner.of("linkMade").length;
  owner.send({ kind: "linkMake", role: ROLES.indexOf(role), name, ends });
  const { link, code } = await waitFor("a link", () => owner.of("linkMade")[before]);
  return { link, code };
}

/** Goes to a link as a browser does; gives the cookie, or the status where there is none. */
export async function enter(
  url: string,
  { link, code }: MadeLink,
  headers: Record<string, string> = {},
): Promise<string | number> {
  const response = await fetch(`${url}s/${link}/enter`, {
    method: "POST",
    body: new URLSearchParams({ code }),
    headers: { accept: "text/html", ...headers },
    redirect: "manual",
  });
  return response.headers.get("set-cookie")?.split(";")[0] ?? response.status;
}

/** Opens a page as a guest with this cookie. */
export function openGuest(
  url: string,
  link: string,
  cookie: string,
  options: FakePageOptions = {},
): Promise<FakePage> {
  return FakePage.open(`${url}s/${link}/`, { ...options, socket: { headers: { Cookie: cookie } } });
}

/** A page of somebody who came by a new link with this role. */
export async function guestOf(
  url: string,
  owner: FakePage,
  role: Role,
  name = "",
): Promise<{ page: FakePage; made: MadeLink; cookie: string }> {
  const made = await makeLink(owner, role, name);
  const cookie = String(await enter(url, made));
  const page = await openGuest(url, made.link, cookie);
  await page.wait("you");
  return { page, made, cookie };
}
