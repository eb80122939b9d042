import type { Files } from "../files/files.ts";

/** One line of passwd(5). */
export type User = { name: string; uid: number; gid: number; home: string; shell: string };
/** One line of group(5). */
export type Group = { name: string; gid: number; members: string[] };

/** The user of a name, else of an id given as a number. */
export function findUser(files: Files, name: string): User | undefined {
  return parseUsers(files.read("/etc/passwd") ?? "").find(user => user.name === name);
}

/** The group of a name. */
export function findGroup(files: Files, name: string): Group | undefined {
  return parseGroups(files.read("/etc/group") ?? "").find(group => group.name === name);
}

/** Ids of the groups that list a user, its primary group first. */
export function groupIds(files: Files, user: User): number[] {
  const listed = parseGroups(files.read("/etc/group") ?? "").filter(g => g.members.includes(user.name));
  return [...new Set([user.gid, ...listed.map(group => group.gid)])];
}

/** Gives a user other ids in the text of passwd(5); every other byte stays. */
export function withUserIds(passwd: string, name: string, uid: number, gid: number): string {
  return editLine(passwd, name, fields => {
    fields[2] = `${uid}`;
    fields[3] = `${gid}`;
  });
}

/** Gives a group another id in the text of group(5); every other byte stays. */
export function withGroupId(group: string, name: string, gid: number): string {
  return editLine(group, name, fields => {
    fields[2] = `${gid}`;
  });
}

/** Adds a member to the group of an id in the text of group(5), which may hold several of that id. */
export function withMember(group: string, gid: number, user: string): string {
  const owner = parseGroups(group).find(entry => entry.gid === gid);
  if (!owner || owner.members.includes(user)) return group;
  return editLine(group, owner.name, fields => {
    fields[3] = [...owner.members, user].join(",");
  });
}

/** Every user of passwd(5). */
export function parseUsers(passwd: string): User[] {
  return passwd.split("\n").flatMap(line => {
    const [name, , uid, gid, , home, shell] = line.split(":");
    if (!name || !isNumber(uid) || !isNumber(gid)) return [];
    return [{ name, uid: Number(uid), gid: Number(gid), home: home ?? "/", shell: shell ?? "" }];
  });
}

/** Every group of group(5). */
export function parseGroups(group: string): Group[] {
  return group.split("\n").flatMap(line => {
    const [name, , gid, members] = line.split(":");
    if (!name || !isNumber(gid)) return [];
    return [{ name, gid: Number(gid), members: (members ?? "").split(",").filter(member => member !== "") }];
  });
}

function editLine(text: string, name: string, edit: (fields: string[]) => void): string {
  let edited = false;
  return text
    .split("\n")
    .map(line => {
      const fields = line.split(":");
      if (edited || fields[0] !== name) return line;
      edited = true;
      edit(fields);
      return fields.join(":");
    })
    .join("\n");
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^[0-9]+$/.test(text);
}
