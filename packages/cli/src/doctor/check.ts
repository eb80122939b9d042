import type { Catalog } from "@porthole/builder";
import type { Machine } from "../requirements/index.ts";

/** One line of `porthole doctor`. */
export type Finding = {
  /** Permanent, kebab-case. */
  id: string;
  title: string;
  /** `warn`: works, but not as well as it could. */
  level: "ok" | "warn" | "fail";
  detail: string;
  /** What to do, where `level` is not `ok`. */
  todo: string | null;
};

/** What the checks look at. */
export type Patient = { machine: Machine; catalog: Catalog };

/** A finding that all is well. */
export function fine(id: string, title: string, detail: string): Finding {
  return { id, title, level: "ok", detail, todo: null };
}

/** A finding that something could be better, or is broken (`fail`). */
export function finding(
  level: "warn" | "fail",
  id: string,
  title: string,
  detail: string,
  todo: string,
): Finding {
  return { id, title, level, detail, todo };
}
