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
