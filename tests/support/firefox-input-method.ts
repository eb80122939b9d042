import type { Browser } from "puppeteer-core";

/** Lets WebDriver BiDi reach the browser's own window, where input methods speak with it. */
export const INPUT_METHOD_FLAGS = ["--remote-allow-system-access"];

/** What an input method does in Firefox: its events are the browser's own, as those of a person who composes. */
export type InputMethod = {
  /** Shows what is composed, for a key that it takes; nothing composed any more is given up. */
  compose(text: string, key: string): Promise<void>;
  /** Writes a text in its place. */
  commit(text: string): Promise<void>;
};

/** WebDriver BiDi itself; Puppeteer's types have none of what Firefox adds to it. */
type BidiConnection = {
  send(method: string, parameters: object): Promise<{ result: Record<string, unknown> }>;
};

/** An input method for the page that is in front. Started with {@link INPUT_METHOD_FLAGS}; by nsITextInputProcessor. */
export async function inputMethodOf(browser: Browser): Promise<InputMethod> {
  const { connection } = browser as unknown as { connection: BidiConnection };
  const { result } = await connection.send("browsingContext.getTree", { "moz:scope": "chrome" });
  const [window] = result.contexts as { context: string }[];
  const run = async (expression: string) => {
    const said = await connection.send("script.evaluate", {
      expression,
      target: { context: window?.context },
      awaitPromise: true,
    });
    if (said.result.type !== "success") {
      throw new Error(`Firefox's input method: ${JSON.stringify(said.result.exceptionDetails)}`);
    }
  };
  await run(`
    window.method = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
    if (!method.beginInputTransactionForTests(window)) throw new Error("there is one already");
    window.keyOf = key => new KeyboardEvent("", { key, code: /^[a-z]$/.test(key) ? "Key" + key.toUpperCase() : key });
    0;`);
  return {
    compose: (text, key) =>
      run(
        text === ""
          ? `method.cancelComposition(keyOf(${JSON.stringify(key)})); 0;`
          : `method.setPendingCompositionString(${JSON.stringify(text)});
             method.appendClauseToPendingComposition(${text.length}, method.ATTR_RAW_CLAUSE);
             method.setCaretInPendingComposition(${text.length});
             method.flushPendingComposition(keyOf(${JSON.stringify(key)})); 0;`,
      ),
    commit: text => run(`method.commitCompositionWith(${JSON.stringify(text)}, keyOf("Enter")); 0;`),
  };
}
