import type { Files } from "../files/files.ts";
import { findGroup, findUser } from "./accounts.ts";

/** The account part of `user`, `user:group` or numbers in their place. */
export type Owner = { user: string; group: string | undefined };

/** Splits `user:group`. */
export function splitOwner(text: string): Owner {
  const at = text.indexOf(":");
  return at < 0 ? { user: text, group: undefined } : { user: text.slice(0, at), group: text.slice(at + 1) };
}

/** An id given as a number, or undefined. */
export function numericId(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,10}$/.test(text) ? Number(text) : undefined;
}

/**
 * The ids of an account as fix-attrs.d writes it: `user`, `user:group` or numbers, and after a comma the ids
 * to take for what does not exist: `daemon,3:4`.
 *
 * @returns undefined where the account does not exist and no ids stand in for it
 */
export function ownerIds(files: Files, text: string): { uid: number; gid: number } | undefined {
  const [account = "", otherwise = ""] = text.split(",");
  const { user, group } = splitOwner(account);
  const spare = splitOwner(otherwise);
  const entry = findUser(files, user);
  const uid = entry?.uid ?? numericId(user) ?? numericId(spare.user);
  const gid =
    group === undefined
      ? (entry?.gid ?? numericId(spare.group))
      : (findGroup(files, group)?.gid ?? numericId(group) ?? numericId(spare.group));
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}
