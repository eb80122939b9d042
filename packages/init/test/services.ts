type Files = Record<string, string>;

const FOLDER = "/etc/s6-overlay/s6-rc.d";

/** What a test service is made of beside its scripts: further files of its folder, and what it depends on. */
export type ServiceParts = { after?: string[]; files?: Files; bundle?: string };

/** A oneshot whose `up` calls a bash script. */
export function oneshot(name: string, script: string, parts: ServiceParts = {}): Files {
  return {
    ...service(name, "oneshot", parts),
    [`${FOLDER}/${name}/up`]: `${FOLDER}/${name}/script\n`,
    [`${FOLDER}/${name}/script`]: `#!/usr/bin/with-contenv bash\n${script}\n`,
  };
}

/** A longrun whose `run` is a bash script. */
export function longrun(name: string, script: string, parts: ServiceParts = {}): Files {
  return {
    ...service(name, "longrun", parts),
    [`${FOLDER}/${name}/run`]: `#!/usr/bin/with-contenv bash\n${script}\n`,
  };
}

function service(name: string, type: string, parts: ServiceParts): Files {
  const files: Files = {
    [`${FOLDER}/${name}/type`]: `${type}\n`,
    [`${FOLDER}/${parts.bundle ?? "user"}/contents.d/${name}`]: "",
  };
  for (const before of parts.after ?? []) files[`${FOLDER}/${name}/dependencies.d/${before}`] = "";
  for (const [file, text] of Object.entries(parts.files ?? {})) files[`${FOLDER}/${name}/${file}`] = text;
  return files;
}

/** The files of a mod with a oneshot that is wired as mods wire theirs. */
export function mod(name: string, script: string): Files {
  // The paths of an archive begin at the root without a slash.
  const folder = FOLDER.slice(1);
  return {
    [`${folder}/init-mod-${name}/type`]: "oneshot\n",
    [`${folder}/init-mod-${name}/up`]: `${FOLDER}/init-mod-${name}/run\n`,
    [`${folder}/init-mod-${name}/run`]: `#!/usr/bin/with-contenv bash\n${script}\n`,
    [`${folder}/init-mod-${name}/dependencies.d/init-mods`]: "",
    [`${folder}/init-mods-end/dependencies.d/init-mod-${name}`]: "",
    [`${folder}/user/contents.d/init-mod-${name}`]: "",
  };
}
