/** X11 button of each bit of MouseEvent.buttons (W3C UI Events): left, right, middle, back, forward. */
const BUTTONS = [
  [1, 1],
  [2, 3],
  [4, 2],
  [8, 8],
  [16, 9],
] as const;

/** What changed between two values of `buttons`, releases before presses. */
export function buttonChanges(before: number, after: number): { button: number; down: boolean }[] {
  const changed = BUTTONS.filter(([bit]) => ((before ^ after) & bit) !== 0);
  const changes = changed.map(([bit, button]) => ({ button, down: (after & bit) !== 0 }));
  return [...changes.filter(({ down }) => !down), ...changes.filter(({ down }) => down)];
}
