import type { Keeper } from "../supervise/keeper.ts";

/** Does what a line of the control fifo says: `svc up|down|restart|signal NUMBER NAME`, with `-` for no number. Other lines are ignored. */
export function control(line: string, keeper: Keeper): void {
  const [kind, action, argument, ...rest] = line.split(" ");
  const service = keeper.longrun(rest.join(" "));
  if (kind !== "svc" || !service) return;
  if (action === "up") service.start();
  else if (action === "down") service.stop();
  else if (action === "restart") service.restart();
  else if (action === "signal") service.signal(Number(argument));
}
