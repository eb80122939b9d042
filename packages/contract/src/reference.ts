/** A name of an image or app: lower-case letters, digits and single dashes, 1 to 63 characters. */
export const NAME_PATTERN = /^[a-z0-9](?:-?[a-z0-9]){0,62}$/;

/** Whether `name` may name an image or an app. */
export function isName(name: string): boolean {
  return name.length <= 63 && NAME_PATTERN.test(name);
}
