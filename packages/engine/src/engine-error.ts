import { PortholeError } from "@porthole/contract";

/** What Porthole was doing when the engine failed. */
export type EngineContext = {
  /** The engine had answered before, so silence now means that it died. */
  connected?: boolean;
  /** In words, to begin a sentence: `Creating the container`. */
  doing?: string;
};

/** Runs `call` and turns whatever the engine throws into a {@link PortholeError}. */
export async function talk<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw engineError(error, { connected: true, doing });
  }
}

/**
 * The one translator of engine failures. Errors already meant for people and aborts pass through unchanged.
 *
 * Wordings are those of Docker Engine 20.10 to 28 and Podman 4.
 */
export function engineError(error: unknown, context: EngineContext = {}): Error {
  if (error instanceof PortholeError || isAbort(error)) {
    return error as Error;
  }
  const fields = errorFields(error);
  const message = fields.message;
  const common = { kind: "outside", cause: error, why: message } as const;
  const doing = context.doing ? `${context.doing} failed` : "The container engine failed";
  if (/no space left on device|disk quota exceeded/i.test(message)) {
    return new PortholeError({
      ...common,
      id: "disk-full",
      what: `${doing}: the disk is full.`,
      todo: "See what takes the room, and free some:\n  df -h\n  docker system df\n  docker image prune",
    });
  }
  const port = takenPort(message);
  if (port !== undefined) {
    return new PortholeError({
      ...common,
      id: "port-taken",
      what: port ? `Port ${port} is taken.` : "A port is taken.",
      todo: "Choose another host port:\n  porthole up NAME --port HOST_PORT:CONTAINER_PORT",
    });
  }
  if (fields.code === "EACCES" || fields.code === "EPERM") {
    return new PortholeError({
      ...common,
      kind: "unsupported",
      id: "engine-no-permission",
      what: "You may not use the container engine.",
      todo: "Join the docker group, then log out and in again:\n  sudo usermod -aG docker $USER\nor run the command with sudo.",
    });
  }
  if (GONE_CODES.has(fields.code) || /socket hang up|unexpected EOF|premature close/i.test(message)) {
    return context.connected
      ? new PortholeError({
          ...common,
          id: "engine-died",
          what: `${context.doing ?? "The command"} stopped half-way: the container engine no longer answers.`,
          todo: "Start it again, then repeat the command. To see why it ended:\n  porthole doctor\n  journalctl -u docker",
        })
      : new PortholeError({
          ...common,
          id: "engine-unreachable",
          what: "The container engine does not answer.",
          todo: "See what is missing with:\n  porthole doctor",
        });
  }
  return new PortholeError({
    ...common,
    id: "engine-refused",
    what: `${doing}: the container engine said no.`,
    todo: undefined,
  });
}

/** Status of an HTTP answer behind `error`, or undefined when it was no answer. */
export function statusOf(error: unknown): number | undefined {
  return errorFields(error).status;
}

/** One line on what went wrong, for lists of attempts. */
export function describeTrouble(error: unknown): string {
  const { code, message } = errorFields(error);
  const words: Record<string, string> = {
    ENOENT: "no such socket",
    ECONNREFUSED: "nobody listens",
    ENOTFOUND: "unknown host",
    ABORT_ERR: "no answer in time",
    ENOTSOCK: "not a socket",
  };
  return words[code] ?? (isAbort(error) ? "no answer in time" : message);
}

const GONE_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "ENOENT",
  "EPIPE",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "ENOTSOCK",
]);

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}

function errorFields(error: unknown): { code: string; status: number | undefined; message: string } {
  if (!(error instanceof Error)) {
    return { code: "", status: undefined, message: String(error) };
  }
  const extra = error as Error & { code?: unknown; statusCode?: unknown; json?: unknown };
  const answer = extra.json;
  const said =
    typeof answer === "object" && answer !== null && "message" in answer ? String(answer.message) : undefined;
  return {
    code: typeof extra.code === "string" ? extra.code : "",
    status: typeof extra.statusCode === "number" ? extra.statusCode : undefined,
    message: (said ?? error.message).trim(),
  };
}

/** The port in an engine's complaint, "" when it names none, undefined when it is no such complaint. */
function takenPort(message: string): string | undefined {
  if (!/port is already allocated|address already in use|ports are not available/i.test(message)) {
    return undefined;
  }
  const named = [
    /Bind for \S+:(\d+) failed/i,
    /(?:tcp|udp)\d? \S*?:(\d+): bind/i,
    /host port for (?:\S*?[.\]])?\d*:(\d+):/i,
  ]
    .map(pattern => pattern.exec(message))
    .find(match => match !== null);
  return named?.[1] ?? "";
}
