/** X11 buttons of the wheel: up, down, left, right. */
export const WHEEL_BUTTON = { up: 4, down: 5, left: 6, right: 7 } as const;
/** What one notch is worth on the wire. */
const NOTCH = 120;
/** Clicks made of one message at most; a page that asks for more is wrong or hostile. */
const MOST_CLICKS = 20;

/** Turns wheel movement, which may come in small parts, into whole clicks; what is left over waits for the next part. */
export class WheelAccumulator {
  #x = 0;
  #y = 0;

  /** Adds movement in 120ths of a notch, right and down positive; gives the buttons to click, in order. */
  add(dx: number, dy: number): number[] {
    this.#x = startingOver(this.#x, dx) + dx;
    this.#y = startingOver(this.#y, dy) + dy;
    const vertical = Math.trunc(this.#y / NOTCH);
    const horizontal = Math.trunc(this.#x / NOTCH);
    this.#y -= vertical * NOTCH;
    this.#x -= horizontal * NOTCH;
    return [
      ...clicks(vertical, WHEEL_BUTTON.up, WHEEL_BUTTON.down),
      ...clicks(horizontal, WHEEL_BUTTON.left, WHEEL_BUTTON.right),
    ];
  }
}

/** A turn of direction drops what was left over the other way. */
function startingOver(left: number, change: number): number {
  return left * change < 0 ? 0 : left;
}

function clicks(count: number, negative: number, positive: number): number[] {
  return new Array<number>(Math.min(Math.abs(count), MOST_CLICKS)).fill(count < 0 ? negative : positive);
}
