/** Text from outside in SARIF's messages, where `[text](uri)` is a link and `{0}` a placeholder (§3.11.5, §3.11.6): neither is made of it. */

export function messageText(text: string): string {
  return text
    .replaceAll('](', '] (')
    .replace(/\{(?=\d)/g, '{ ')
    .trim();
}
