import { rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { GROUP, type IppAttribute, type IppGroup, type IppRequest, readRequest, writeAnswer } from "./ipp.ts";
import { JOB_STATE, type Job, type Jobs } from "./jobs.ts";
import { ppdOf } from "./ppd.ts";
import { OPERATION, PRINTER, PRINTER_URI, paperSizes, printerAttributes } from "./printer.ts";

/** Status codes, RFC 8011, appendix B. */
const STATUS = {
  ok: 0x0000,
  badRequest: 0x0400,
  notPossible: 0x0404,
  notFound: 0x0406,
  formatNotSupported: 0x040a,
  internal: 0x0500,
  operationNotSupported: 0x0501,
} as const;
/** Where CUPS' library asks for a printer's description. */
const PPD_PATH = `/printers/${PRINTER}.ppd`;
/** Largest head of a request, in bytes. */
const LARGEST_HEAD = 256 * 1024;
/** Formats a document may be announced as: PDF, or to be looked at. */
const FORMATS: ReadonlySet<string> = new Set([
  "application/pdf",
  "application/octet-stream",
  "application/vnd.cups-pdf",
]);
const ONLY_PDF =
  "Porthole's printer takes PDF alone, and this application sent something else. Have it print to a PDF file, or export one.";

type Answer = { status: number; words?: string; groups?: IppGroup[] };

/**
 * A printer for the programs of the session, spoken to as they speak to CUPS: IPP over HTTP on a socket that `CUPS_SERVER` names.
 * What is printed becomes a document for pages to fetch.
 */
export class PrintServer implements Disposable {
  readonly #jobs: Jobs;
  readonly #letter: boolean;
  readonly #socket: string;
  readonly #server: Server;

  /** @param socket path of the socket. @param letter whether the paper is US Letter at first, not A4 */
  constructor(jobs: Jobs, socket: string, letter: boolean) {
    this.#jobs = jobs;
    this.#letter = letter;
    this.#socket = socket;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** Listens. @throws where the socket cannot be made */
  async listen(): Promise<void> {
    rmSync(this.#socket, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#socket, () => resolve());
    });
  }

  [Symbol.dispose](): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") {
      this.#describe(request, response);
      return;
    }
    try {
      const read = await readHead(request);
      if (!read) {
        response.writeHead(400).end();
        return;
      }
      const { head, document } = read;
      const answer = await this.#answer(head, document);
      document.resume();
      const operation: IppAttribute[] = [
        ["attributes-charset", "charset", "utf-8"],
        ["attributes-natural-language", "language", "en"],
        ...(answer.words === undefined ? [] : ([["status-message", "text", answer.words]] as IppAttribute[])),
      ];
      const groups = [{ tag: GROUP.operation, attributes: operation }, ...(answer.groups ?? [])];
      const bytes = writeAnswer(head, answer.status, groups);
      response
        .writeHead(200, { "Content-Type": "application/ipp", "Content-Length": bytes.length })
        .end(bytes);
    } catch {
      // The program went away, or the disk is full: it sees its connection end.
      response.destroy();
    }
  }

  /** Gives the printer's description where it is asked for. */
  #describe(request: IncomingMessage, response: ServerResponse): void {
    if (request.url !== PPD_PATH || (request.method !== "GET" && request.method !== "HEAD")) {
      response.writeHead(404).end();
      return;
    }
    const text = ppdOf(paperSizes(this.#letter));
    const headers = { "Content-Type": "application/vnd.cups-ppd", "Content-Length": Buffer.byteLength(text) };
    response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : text);
  }

  async #answer(request: IppRequest, document: Readable): Promise<Answer> {
    switch (request.code) {
      case OPERATION.getDefault:
      case OPERATION.getPrinters:
      case OPERATION.getPrinterAttributes:
        return isOurs(request)
          ? { status: STATUS.ok, groups: [this.#printer(request)] }
          : { status: STATUS.notFound };
      case OPERATION.getClasses:
        return { status: STATUS.ok };
      case OPERATION.validateJob:
        return refusalOf(request) ?? { status: STATUS.ok };
      case OPERATION.createJob:
        return refusalOf(request) ?? { status: STATUS.ok, groups: [jobGroup(this.#create(request))] };
      case OPERATION.printJob:
        return refusalOf(request) ?? this.#print(this.#create(request), document);
      case OPERATION.sendDocument:
        return this.#send(request, document);
      case OPERATION.getJobs:
        return { status: STATUS.ok, groups: this.#jobsAsked(request).map(jobGroup) };
      case OPERATION.getJobAttributes:
      case OPERATION.cancelJob:
        return this.#oneJob(request);
      default:
        return { status: STATUS.operationNotSupported };
    }
  }

  #printer(request: IppRequest): IppGroup {
    const asked = request.attributes.get("requested-attributes") ?? ["all"];
    const all = printerAttributes(this.#letter, Math.ceil(process.uptime()));
    // Groups of attributes have names too; whoever asks for one gets everything.
    const isGroup = asked.some(name =>
      ["all", "printer-description", "job-template", "media-col-database"].includes(String(name)),
    );
    return { tag: GROUP.printer, attributes: isGroup ? all : all.filter(([name]) => asked.includes(name)) };
  }

  #create({ attributes }: IppRequest): Job {
    const text = (name: string) => attributes.get(name)?.[0]?.toString() ?? "";
    return this.#jobs.create(
      text("job-name") || text("document-name") || "Document",
      text("requesting-user-name"),
    );
  }

  async #send(request: IppRequest, document: Readable): Promise<Answer> {
    const job = this.#jobOf(request);
    if (!job) {
      return { status: STATUS.notFound };
    }
    if (job.state !== JOB_STATE.held) {
      return { status: STATUS.notPossible };
    }
    const refusal = refusalOf(request);
    if (refusal) {
      await this.#jobs.drop(job);
      return refusal;
    }
    return this.#print(job, document);
  }

  async #print(job: Job, document: Readable): Promise<Answer> {
    return (await this.#jobs.take(job, document))
      ? { status: STATUS.ok, groups: [jobGroup(job)] }
      : { status: STATUS.formatNotSupported, words: ONLY_PDF };
  }

  async #oneJob(request: IppRequest): Promise<Answer> {
    const job = this.#jobOf(request);
    if (!job) {
      return { status: STATUS.notFound };
    }
    if (request.code === OPERATION.cancelJob) {
      if (job.state !== JOB_STATE.held) {
        return { status: STATUS.notPossible };
      }
      await this.#jobs.drop(job, JOB_STATE.canceled);
      return { status: STATUS.ok };
    }
    return { status: STATUS.ok, groups: [jobGroup(job)] };
  }

  #jobOf({ attributes }: IppRequest): Job | undefined {
    const uri = attributes.get("job-uri")?.[0]?.toString() ?? "";
    const id = attributes.get("job-id")?.[0] ?? /\/jobs\/([0-9]{1,9})$/.exec(uri)?.[1];
    return this.#jobs.get(Number(id));
  }

  #jobsAsked({ attributes }: IppRequest): Job[] {
    const isOver = ({ state }: Job) => state >= JOB_STATE.canceled;
    const which = attributes.get("which-jobs")?.[0];
    return this.#jobs.all.filter(job => which === "all" || isOver(job) === (which === "completed"));
  }
}

/** The head of a request, and what follows it; `undefined` where there is none to be read. */
async function readHead(
  request: IncomingMessage,
): Promise<{ head: IppRequest; document: Readable } | undefined> {
  let bytes: Buffer = Buffer.alloc(0);
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  for (;;) {
    const { value, done } = await chunks.next();
    if (done || bytes.length > LARGEST_HEAD) {
      return undefined;
    }
    bytes = Buffer.concat([bytes, value]);
    const head = readRequest(bytes);
    if (head) {
      return {
        head,
        document: Readable.from(rest(bytes.subarray(head.length), chunks), { objectMode: false }),
      };
    }
  }
}

async function* rest(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) {
    yield first;
  }
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    yield next.value;
  }
}

/** Whether a request that names a printer means this one. */
function isOurs({ attributes }: IppRequest): boolean {
  const uri = attributes.get("printer-uri")?.[0]?.toString();
  return (
    uri === undefined ||
    !uri.includes("/printers/") ||
    decodeURIComponent(uri).endsWith(`/printers/${PRINTER}`)
  );
}

function refusalOf(request: IppRequest): Answer | undefined {
  const format = request.attributes.get("document-format")?.[0]?.toString() ?? "application/octet-stream";
  const compression = request.attributes.get("compression")?.[0] ?? "none";
  if (!isOurs(request)) {
    return { status: STATUS.notFound };
  }
  return FORMATS.has(format) && compression === "none"
    ? undefined
    : { status: STATUS.formatNotSupported, words: ONLY_PDF };
}

function jobGroup({ id, title, user, state, size, created }: Job): IppGroup {
  return {
    tag: GROUP.job,
    attributes: [
      ["job-id", "integer", id],
      ["job-uri", "uri", `ipp://localhost/jobs/${id}`],
      ["job-printer-uri", "uri", PRINTER_URI],
      ["job-name", "name", title],
      ["job-originating-user-name", "name", user],
      ["job-state", "enum", state],
      ["job-state-reasons", "keyword", state === JOB_STATE.completed ? "job-completed-successfully" : "none"],
      ["time-at-creation", "integer", created],
      ["time-at-processing", "integer", created],
      ["time-at-completed", "integer", created],
      ["job-k-octets", "integer", Math.ceil(size / 1024)],
    ],
  };
}
