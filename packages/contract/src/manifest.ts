import { z } from "zod";
import { NAME_PATTERN } from "./reference.ts";

const name = z
  .string()
  .regex(NAME_PATTERN, "lower-case letters, digits and single dashes, at most 63 characters");
const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "an environment variable name");
const absolutePath = z.string().regex(/^\/[^\0]*$/, "an absolute path");
const port = z.int().min(1).max(65535);
const debianPackage = z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, "a Debian package name");
const byteSize = z.string().regex(/^[1-9][0-9]*[kmg]b?$/i, 'a size such as "512mb" or "1gb"');

/** A port the container listens on. */
export const PortSchema = z.strictObject({
  port,
  protocol: z.enum(["http", "https", "tcp", "udp"]),
  purpose: z.string().min(1),
});

/** A folder the container keeps data in. */
export const VolumeSchema = z.strictObject({
  path: absolutePath,
  purpose: z.string().min(1),
  /** Works without a mount; the engine then makes no volume for it. */
  optional: z.boolean().default(false),
});

/** An environment variable the image understands beside the base's own. */
export const VariableSchema = z.strictObject({
  name: envName,
  /** Value baked into the image; left out where unset is the default. */
  default: z.string().optional(),
  purpose: z.string().min(1),
  /** Never printed in full, and accepted as `FILE__NAME` in docs. */
  secret: z.boolean().default(false),
});

/**
 * Parts built from `packages/` that an image carries.
 *
 * - `init`: the static PID 1 and its applets.
 * - `node`: the pinned Node.js binary.
 * - `desktop`: the desktop server and the viewer's page.
 */
export const ComponentSchema = z.enum(["init", "node", "desktop"]);

/** Ports of an image's web page; both must be listed in `ports`. */
export const WebSchema = z
  .strictObject({
    http: port.optional(),
    https: port.optional(),
    path: z.string().startsWith("/").default("/"),
  })
  .refine(web => web.http !== undefined || web.https !== undefined, "needs http or https");

/** Variables that set the sign-in of an image's page. */
export const AuthSchema = z.strictObject({
  userVariable: envName,
  defaultUser: z.string().min(1),
  passwordVariable: envName,
});

/** What makes an image something a person runs. It has a `web` page, its own or its parent's. */
export const AppSchema = z.strictObject({
  /** Size of `/dev/shm`; the engine's 64 MB when left out. */
  shm: byteSize.optional(),
});

/** One image. Its folder holds this as `manifest.ts`, and optionally `root/`, `build.sh` and tests. */
export const ManifestSchema = z
  .strictObject({
    name,
    title: z.string().min(1),
    summary: z.string().min(1).max(200),
    /** Name of the image it stands on, or the Debian suite a root filesystem is bootstrapped from. */
    from: z.union([z.strictObject({ image: name }), z.strictObject({ debian: z.string().min(1) })]),
    packages: z.array(debianPackage).default([]),
    components: z.array(ComponentSchema).default([]),
    /** Baked environment, on top of the parent's. */
    env: z.record(envName, z.string()).default({}),
    ports: z.array(PortSchema).default([]),
    volumes: z.array(VolumeSchema).default([]),
    variables: z.array(VariableSchema).default([]),
    /** The parent's when left out. */
    web: WebSchema.optional(),
    /** The parent's when left out. An app without one is not published beyond loopback. */
    auth: AuthSchema.optional(),
    app: AppSchema.optional(),
    homepage: z.url().optional(),
  })
  .refine(({ ports }) => new Set(ports.map(p => p.port)).size === ports.length, {
    path: ["ports"],
    message: "a port is listed twice",
  });

/** A manifest as an author writes it: defaults may be left out. */
export type ManifestInput = z.input<typeof ManifestSchema>;
/** A manifest as the rest of Porthole reads it. */
export type Manifest = z.output<typeof ManifestSchema>;
/** A manifest of an image a person can run. */
export type AppManifest = Manifest & { [Field in "app" | "web"]: NonNullable<Manifest[Field]> };
/** Name of a built part, see {@link ComponentSchema}. */
export type ComponentName = z.output<typeof ComponentSchema>;
/** See {@link PortSchema}. */
export type Port = z.output<typeof PortSchema>;

/** Types a manifest where it is written; it is validated when the catalog reads it. */
export function defineImage(manifest: ManifestInput): ManifestInput {
  return manifest;
}

/** Whether an image is something a person runs. */
export function isApp(manifest: Manifest): manifest is AppManifest {
  return manifest.app !== undefined && manifest.web !== undefined;
}

/**
 * A manifest with all that it has from the image it stands on: page and sign-in unless it has its own, and environment, ports,
 * volumes and variables beside its own. Its packages and components stay its own: the parent's are in the layers below.
 */
export function inherit(parent: Manifest, own: Manifest): Manifest {
  const both = <Item>(list: (manifest: Manifest) => Item[], key: (item: Item) => unknown): Item[] => [
    ...new Map([...list(parent), ...list(own)].map(item => [key(item), item])).values(),
  ];
  return {
    ...own,
    web: own.web ?? parent.web,
    auth: own.auth ?? parent.auth,
    env: { ...parent.env, ...own.env },
    ports: both(
      manifest => manifest.ports,
      item => item.port,
    ),
    volumes: both(
      manifest => manifest.volumes,
      item => item.path,
    ),
    variables: both(
      manifest => manifest.variables,
      item => item.name,
    ),
  };
}

/** What is wrong with a manifest that has everything it inherits; undefined where nothing is. */
export function inconsistency(manifest: Manifest): { path: string; message: string } | undefined {
  const listed = new Set(manifest.ports.map(item => item.port));
  for (const key of ["http", "https"] as const) {
    const wanted = manifest.web?.[key];
    if (wanted !== undefined && !listed.has(wanted)) {
      return { path: `web.${key}`, message: `port ${wanted} is not in ports` };
    }
  }
  return manifest.app && !manifest.web
    ? { path: "app", message: "an application needs a web page: web, with http or https" }
    : undefined;
}

/** JSON Schema (draft 2020-12) of a manifest as an author writes it. */
export function manifestJsonSchema(): unknown {
  return z.toJSONSchema(ManifestSchema, { io: "input" });
}
