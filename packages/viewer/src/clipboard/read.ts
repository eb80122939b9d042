import type { ClipContent } from "../bridge.ts";
import { MARK } from "./write.ts";

/** What a paste brings. Its strings must be taken during the event; a picture that is no PNG yet becomes one. */
export function contentOfPaste(data: DataTransfer): {
  content: ClipContent;
  picture: Promise<Blob> | undefined;
} {
  const content = textsOf(data.getData("text/plain"), data.getData("text/html"));
  const file = [...data.files].find(({ type }) => type.startsWith("image/"));
  // A picture beside text is a picture of the text.
  if (!file || content.text !== undefined) {
    return { content, picture: undefined };
  }
  if (file.type === "image/png") {
    return { content: { ...content, png: file }, picture: undefined };
  }
  return { content, picture: pngOf(file) };
}

/** What the browser's clipboard holds; `undefined` where this page (`own`) put it there. @throws where the browser refuses */
export async function readClipboard(own: string): Promise<ClipContent | undefined> {
  const [item] = await navigator.clipboard.read();
  if (!item) {
    return {};
  }
  const get = async (type: string) => (item.types.includes(type) ? item.getType(type) : undefined);
  if ((await (await get(MARK))?.text()) === own) {
    return undefined;
  }
  const content = textsOf(
    (await (await get("text/plain"))?.text()) ?? "",
    (await (await get("text/html"))?.text()) ?? "",
  );
  const png = content.text === undefined ? await get("image/png") : undefined;
  return png ? { ...content, png } : content;
}

function textsOf(text: string, html: string): ClipContent {
  return { ...(text === "" ? {} : { text }), ...(html === "" ? {} : { html }) };
}

async function pngOf(picture: Blob): Promise<Blob> {
  const image = await createImageBitmap(picture);
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  image.close();
  const png = await new Promise<Blob | null>(done => canvas.toBlob(done, "image/png"));
  if (!png) {
    throw new TypeError("the browser made no PNG of this picture");
  }
  return png;
}
