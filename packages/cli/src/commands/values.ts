import { InvalidArgumentError } from "commander";

/** Gathers the values of an option that may be given several times. */
export function gather(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}

/** Reads a whole number from 0 on. */
export function count(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError("It must be a whole number.");
  }
  return Number(text);
}
