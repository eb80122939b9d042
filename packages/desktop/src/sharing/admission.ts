import type { IncomingMessage } from "node:http";
import type { SignIns } from "../http/sign-in.ts";
import { ownerNamed, type Visitor } from "./person.ts";

/** Who a request comes from; or that it may not pass, or not before so many seconds. */
export type Admission = { admitted: true; visitor: Visitor } | { admitted: false; wait: number };

/** Finds out who a request comes from: whoever is signed in owns the desktop, as does everybody where there is no sign-in. */
export function admit(request: IncomingMessage, signIns: SignIns | undefined): Admission {
  const admission = signIns?.admits(request) ?? { admitted: true };
  return admission.admitted ? { admitted: true, visitor: ownerNamed("") } : admission;
}
