/** Texts for people, translated: the same call as `vscode.l10n`, for files that must also run where there is no editor. */

type Value = string | number | boolean;
type Translate = (message: string, ...values: Value[]) => string;

/** As it stands in the source: `{0}` is the first value. What no value is given for stays. */
let translate: Translate = (message, ...values) =>
  values.length === 0 ? message : message.replace(/\{(\d+)\}/g, (mark, index: string) => String(values[Number(index)] ?? mark));

export const l10n = {
  /** `message` is a string literal, so that `npm run l10n` finds it. */
  t: (message: string, ...values: Value[]): string => translate(message, ...values),
};

/** Each bundle of the extension calls it before its other files are loaded: some keep texts in constants. */
export function translateWith(editors: Translate): void {
  translate = editors;
}
