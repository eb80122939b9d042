import { type BuildEvent, type BuildOptions, ensureImage, imageHash } from "@porthole/builder";
import { containerName, type HealthReport, PortholeError } from "@porthole/contract";
import {
  type ContainerFacts,
  createContainer,
  findContainer,
  findImage,
  removeContainer,
  restartUnlessStopped,
  startContainer,
  stopContainer,
  takeLock,
} from "@porthole/engine";
import { type App, type Fleet, findApp, installedApp } from "./app.ts";
import { applyChoices, type Choices } from "./choose.ts";
import { type ContainerSpec, containerSpec, hostTimeZone, SPEC_LABEL } from "./container-spec.ts";
import { type DataFolder, prepareDataFolder, remoteDataFolder } from "./data-folder.ts";
import { askHealth } from "./health.ts";
import { checkPortsFree, portTaken } from "./port-holder.ts";
import { publishedPorts } from "./ports.ts";
import { gone, untilReady } from "./ready.ts";
import { type AppDetails, details, imageTag, reportInstalled } from "./report.ts";
import { type AppSettings, defaultSettings, readSettings, writeSettings } from "./settings.ts";

/** What `up` tells while it works. */
export type UpEvent =
  | { kind: "waiting"; text: string }
  | { kind: "build"; event: BuildEvent }
  | { kind: "phase"; text: string }
  | { kind: "service"; name: string };

/** How an app is brought up. */
export type UpOptions = Choices & {
  signal?: AbortSignal | undefined;
  onEvent?: ((event: UpEvent) => void) | undefined;
  /** Forgets earlier choices but the data folder and the password. */
  forget?: boolean | undefined;
  build?: Pick<BuildOptions, "rebuild" | "caFile" | "mirror"> | undefined;
  /** Called before an image is built: the place to see to what a build needs. */
  beforeBuild?: (() => Promise<void>) | undefined;
  /** How long the app may take to get ready, in seconds. Default 180. */
  timeoutSeconds?: number | undefined;
};

/** An app that is up. */
export type UpResult = {
  app: AppDetails;
  /** It was up already, just as asked for. */
  already: boolean;
  /** A password was made just now. */
  newPassword: boolean;
};

/**
 * Brings an app up: builds its image where that is missing or out of date, creates the container where it is
 * missing or not as asked for, and waits until it is ready. Undoes what it began when `options.signal` aborts.
 *
 * @throws PortholeError of any id in docs/errors.md
 */
export async function up(fleet: Fleet, name: string, options: UpOptions = {}): Promise<UpResult> {
  const app = findApp(fleet.catalog, name);
  // A wrong choice is told at once, not after waiting for another `up`.
  applyChoices(app, defaultSettings(fleet.home, name), options);
  using _ = await takeLock(`app-${name}`, {
    signal: options.signal,
    onWait: () =>
      options.onEvent?.({ kind: "waiting", text: `Another command is working on ${name}; waiting for it` }),
  });
  return await new Upping(fleet, app, options).run();
}

class Upping {
  readonly #fleet: Fleet;
  readonly #app: App;
  readonly #options: UpOptions;

  constructor(fleet: Fleet, app: App, options: UpOptions) {
    this.#fleet = fleet;
    this.#app = app;
    this.#options = options;
  }

  async run(): Promise<UpResult> {
    const { engine, root, catalog, home } = this.#fleet;
    const { name } = this.#app;
    const [saved, found, hash] = await Promise.all([
      readSettings(home, name),
      findContainer(engine, containerName(name)),
      imageHash(root, catalog, name),
    ]);
    const settings = applyChoices(this.#app, this.#startingPoint(saved), this.#options);
    const newPassword = settings.password !== undefined && settings.password !== saved?.password;
    if (found && !installedApp(found)) {
      throw foreign(found);
    }
    const tag = imageTag(name, hash);
    const ports = publishedPorts(this.#app.manifest, settings);
    const own = found?.running ? found.published.map(port => port.hostPort) : [];
    if (engine.endpoint.local) {
      await checkPortsFree(
        engine,
        name,
        ports.filter(port => !own.includes(port.host)),
      );
    }
    await this.#buildImage(tag);
    const folder = engine.endpoint.local
      ? await prepareDataFolder(settings.data, home.owner)
      : remoteDataFolder(settings.data, home.owner);
    const spec = containerSpec(this.#app, tag, settings, { ...folder, timeZone: hostTimeZone() });
    if (found && isAsWanted(found, spec) && !this.#options.build?.rebuild) {
      const health = await this.#readyHealth(found);
      if (health) {
        await Promise.all([writeSettings(home, name, settings), restartUnlessStopped(engine, found.id)]);
        return { app: this.#describe(found, settings, health), already: true, newPassword };
      }
    }
    const id = await this.#start(found, spec, settings, saved, folder);
    const [started, health] = await Promise.all([findContainer(engine, id), askHealth(engine, id)]);
    return { app: this.#describe(started, settings, health), already: false, newPassword };
  }

  #startingPoint(saved: AppSettings | undefined): AppSettings {
    const fresh = defaultSettings(this.#fleet.home, this.#app.name);
    if (!saved || !this.#options.forget) {
      return saved ?? fresh;
    }
    const { data, password } = saved;
    return { ...fresh, data, ...(password === undefined ? {} : { password }) };
  }

  async #buildImage(tag: string): Promise<void> {
    const { engine, root, catalog } = this.#fleet;
    const { signal, onEvent, build, beforeBuild } = this.#options;
    if (!build?.rebuild && (await findImage(engine, tag)) !== undefined) {
      return;
    }
    await beforeBuild?.();
    await ensureImage(engine, root, catalog, this.#app.name, {
      ...build,
      signal,
      onWait: () => onEvent?.({ kind: "waiting", text: "Another build is running; waiting for it" }),
      onEvent: event => onEvent?.({ kind: "build", event }),
    });
  }

  /** The health of a container that is as wanted, once it is ready; undefined where it must be replaced. */
  async #readyHealth(found: ContainerFacts): Promise<HealthReport | undefined> {
    const { engine } = this.#fleet;
    const health = found.running ? await askHealth(engine, found.id) : undefined;
    if (!found.running || health?.state === "failed" || health?.state === "stopping") {
      return undefined;
    }
    if (health?.state === "ready") {
      return health;
    }
    await this.#untilReady(found.id);
    return await askHealth(engine, found.id);
  }

  async #start(
    found: ContainerFacts | undefined,
    spec: ContainerSpec,
    settings: AppSettings,
    saved: AppSettings | undefined,
    folder: DataFolder,
  ): Promise<string> {
    const { engine, home } = this.#fleet;
    const { signal, onEvent } = this.#options;
    let created: string | undefined;
    try {
      if (found) {
        onEvent?.({ kind: "phase", text: "Replacing the container" });
        await stopContainer(engine, found.id);
        await removeContainer(engine, found.id);
      }
      await writeSettings(home, this.#app.name, settings);
      signal?.throwIfAborted();
      onEvent?.({ kind: "phase", text: "Starting the container" });
      created = await createContainer(engine, spec);
      signal?.throwIfAborted();
      await this.#startCreated(created, settings);
      onEvent?.({ kind: "phase", text: "Getting ready" });
      await this.#untilReady(created);
      // Not before: a container that dies while it starts must stay as it is, for its log to be read.
      await restartUnlessStopped(engine, created);
      return created;
    } catch (error) {
      await this.#undo(created, error, saved, folder);
      throw error;
    }
  }

  async #startCreated(id: string, settings: AppSettings): Promise<void> {
    try {
      await startContainer(this.#fleet.engine, id);
    } catch (error) {
      if (error instanceof PortholeError && error.id === "port-taken") {
        const ports = publishedPorts(this.#app.manifest, settings);
        const port = ports.find(p => error.message.includes(String(p.host)));
        throw port ? await portTaken(this.#fleet.engine, this.#app.name, port) : error;
      }
      throw error;
    }
  }

  async #untilReady(id: string): Promise<void> {
    const { signal, onEvent, timeoutSeconds } = this.#options;
    await untilReady(this.#fleet.engine, this.#app, id, {
      timeoutSeconds: timeoutSeconds ?? 180,
      signal,
      onService: name => onEvent?.({ kind: "service", name }),
    });
  }

  /**
   * A container that ended stays, stopped, for `porthole logs`; one that runs but failed stays for `porthole exec`.
   * Everything else that was begun is taken back.
   */
  async #undo(
    created: string | undefined,
    error: unknown,
    saved: AppSettings | undefined,
    folder: DataFolder,
  ): Promise<void> {
    const { engine, home } = this.#fleet;
    const id = error instanceof PortholeError ? error.id : "";
    if (KEEP_RUNNING.has(id)) {
      return;
    }
    // The first error is the one to tell; a dead engine cannot clean up either.
    try {
      if (created !== undefined && id === "app-died") {
        await stopContainer(engine, created);
        return;
      }
      if (created !== undefined) {
        await removeContainer(engine, created);
      }
    } catch {}
    await writeSettings(home, this.#app.name, saved).catch(() => undefined);
    await folder.undo();
  }

  #describe(
    container: ContainerFacts | undefined,
    settings: AppSettings,
    health: HealthReport | undefined,
  ): AppDetails {
    const installed = container && installedApp(container);
    if (!installed) {
      throw gone(this.#app.name);
    }
    return details(reportInstalled(installed, health), installed, settings, health);
  }
}

const KEEP_RUNNING = new Set(["app-failed", "app-not-ready", "init-missing"]);

function isAsWanted(found: ContainerFacts, spec: ContainerSpec): boolean {
  return found.labels[SPEC_LABEL] === spec.Labels?.[SPEC_LABEL];
}

function foreign(found: ContainerFacts): PortholeError {
  return new PortholeError({
    kind: "state",
    id: "container-name-taken",
    what: `A container named ${found.name} exists already, and Porthole did not make it.`,
    todo: `Look at it, and remove it if it is not needed:\n  docker inspect ${found.name}\n  docker rm -f ${found.name}`,
  });
}
