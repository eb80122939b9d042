import { LONGEST_NAME, ROLE_OF_LINK, ROLES, type Role } from "@porthole/protocol";
import type { Fields } from "../page/panel/fields.ts";
import type { Item } from "../page/panel/list.ts";
import { fill, WORDS } from "../words.ts";
import type { Link, Person, Sharing, SharingState } from "./sharing.ts";

/** Milliseconds that "Copied" stands. */
const COPIED_FOR = 2000;

/** Who is there, what this person may do, and links for who may make them. */
export function fillSharing(fields: Fields, sharing: Sharing): void {
  const words = WORDS.sharing;
  const role = fields.note("");
  const name = fields.text({
    name: "name",
    label: words.name,
    description: words.nameHint,
    longest: LONGEST_NAME,
    value: sharing.state.me?.name ?? "",
    onChange: value => sharing.rename(value.trim()),
  });
  fields.heading(words.here);
  const people = fields.list({ name: "people", label: words.here, empty: words.nobody });
  const owner = document.createElement("div");
  fields.root.append(owner);
  const inner = fields.inside(owner);
  const off = inner.note(words.off);
  const open = inner.note(words.open);
  const making = document.createElement("div");
  owner.append(making);
  fillMaking(fields.inside(making), sharing);
  inner.heading(words.links);
  const links = inner.list({ name: "links", label: words.links, empty: words.noLinks });
  const leaving = fields.button({ name: "sign-out", label: words.signOut, onClick: () => void signOut() });

  sharing.follow(state => {
    const { me } = state;
    const shares = state.roles !== undefined;
    role.textContent = me
      ? `${fill(words.hereAs, { role: words.roles[me.role] })} ${words.may[me.role]}`
      : "";
    name.set(me?.name ?? "");
    people.set(state.people.map(person => personItem(person, state, sharing)));
    owner.hidden = !shares;
    off.hidden = state.roles?.length !== 0;
    open.hidden = state.signIn || state.roles?.length === 0;
    making.hidden = state.roles?.length === 0;
    links.set(state.links.map(link => linkItem(link, sharing)));
    leaving.hidden = me === undefined || (me.role === "owner" && !state.signIn);
  });
}

function fillMaking(fields: Fields, sharing: Sharing): void {
  const words = WORDS.sharing;
  fields.heading(words.invite);
  let chosen: Role = "viewer";
  let called = "";
  let ends = 0;
  const roles = () =>
    (sharing.state.roles ?? []).map(value => ({
      value,
      label: `${words.roles[value]}`,
    }));
  const role = fields.select<Role>({
    name: "link-role",
    label: words.role,
    description: words.may[chosen],
    options: roles(),
    value: chosen,
    onChange(value) {
      chosen = value;
      role.describe(words.may[value]);
    },
  });
  fields.text({
    name: "link-name",
    label: words.linkName,
    description: words.linkNameHint,
    longest: LONGEST_NAME,
    value: "",
    onChange(value) {
      called = value.trim();
    },
  });
  fields.text({
    name: "link-ends",
    label: words.ends,
    description: words.endsHint,
    type: "datetime-local",
    value: "",
    onChange(value) {
      ends = value === "" ? 0 : new Date(value).getTime();
    },
  });
  fields.button({
    name: "make-link",
    label: words.make,
    onClick: () => sharing.make(chosen, called, ends),
  });
  const result = document.createElement("div");
  result.hidden = true;
  fields.root.append(result);
  const made = fields.inside(result);
  const address = made.text({
    name: "link-address",
    label: words.address,
    description: isLocal() ? `${words.addressHint} ${words.local}` : words.addressHint,
    value: "",
    readOnly: true,
  });
  const copy = made.button({
    name: "copy-link",
    label: words.copy,
    onClick() {
      const input = address.element.querySelector("input");
      void copyFrom(input).then(done => {
        copy.textContent = done ? words.copied : words.copy;
        setTimeout(() => {
          copy.textContent = words.copy;
        }, COPIED_FOR);
      });
    },
  });
  sharing.follow(({ roles: known, address: link }) => {
    if (known && known.length > 0) {
      role.options(roles());
      chosen = known.includes(chosen) ? chosen : (known[0] ?? "viewer");
      role.set(chosen);
      role.describe(words.may[chosen]);
    }
    address.set(link ?? "");
    result.hidden = link === undefined;
  });
}

function personItem(person: Person, state: SharingState, sharing: Sharing): Item {
  const words = WORDS.sharing;
  const mine = person.id === state.me?.id;
  const controls = person.role === "controller";
  const change = (role: number) => sharing.send({ kind: "personRole", person: person.id, role });
  const actions = [
    {
      name: "control",
      label: controls ? words.takeControl : words.giveControl,
      onClick: () => change(controls ? ROLE_OF_LINK : ROLES.indexOf("controller")),
    },
    {
      name: "put-out",
      label: words.putOut,
      onClick: () => sharing.send({ kind: "personEnd", person: person.id }),
    },
  ];
  return {
    id: String(person.id),
    text: mine ? fill(words.you, { name: person.name }) : person.name,
    detail: person.silent ? `${words.roles[person.role]} · ${words.silent}` : words.roles[person.role],
    actions: state.roles !== undefined && person.guest ? actions : [],
  };
}

function linkItem(link: Link, sharing: Sharing): Item {
  const words = WORDS.sharing;
  const date = new Date(link.ends).toLocaleString(document.documentElement.lang || undefined, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  const ends = link.ends === 0 ? words.noEnd : fill(words.until, { date });
  return {
    id: link.id,
    text: link.name === "" ? words.roles[link.role] : `${link.name} · ${words.roles[link.role]}`,
    detail: `${ends} · ${fill(words.count, { count: link.here })}`,
    actions: [
      {
        name: "revoke",
        label: words.revoke,
        onClick: () => sharing.send({ kind: "linkEnd", link: link.id }),
      },
    ],
  };
}

/** Where the page is reached by a name that means another machine elsewhere. */
function isLocal(): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname);
}

/** Over plain http browsers copy only what is selected. */
async function copyFrom(input: HTMLInputElement | null): Promise<boolean> {
  if (!input) {
    return false;
  }
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    input.focus();
    input.select();
    return document.execCommand("copy");
  }
}

async function signOut(): Promise<void> {
  await fetch(new URL("sign-out", document.baseURI), { method: "POST", redirect: "manual" }).catch(
    () => undefined,
  );
  location.reload();
}
