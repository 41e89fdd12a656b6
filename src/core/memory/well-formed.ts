/** Texts that can be written as UTF-8. */

/** A half surrogate pair becomes the sign for what cannot be shown. */
export function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
