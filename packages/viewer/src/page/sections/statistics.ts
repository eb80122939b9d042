import type { Statistics } from "../../bridge.ts";
import { figuresOf, showFigures } from "../figures.ts";
import type { Fields } from "../panel/fields.ts";

/** A list of figures; what is given back shows new ones. `link` tells the state of the connection. */
export function fillStatistics(fields: Fields, link: () => string): (statistics: Statistics) => void {
  const list = document.createElement("dl");
  fields.root.append(list);
  return statistics => showFigures(list, figuresOf(statistics, link()));
}
