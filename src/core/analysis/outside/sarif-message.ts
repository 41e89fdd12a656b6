/** The text of a SARIF message: by itself or by id, placeholders filled in, links and markup taken out (SARIF 2.1.0, §3.11). */
import { type JsonObject, member, text } from './json-access.js';
import { withoutLinks } from './safe-text.js';
import type { SarifRule } from './sarif-rules.js';

/** Empty when the message says nothing. Not yet safe to show: see `safe-text.ts`. */
export function messageText(message: JsonObject, rule?: SarifRule): string {
  const id = text(message, 'id');
  const string =
    id === undefined || !rule
      ? {}
      : ([member(rule.descriptor, 'messageStrings'), member(rule.component.json, 'globalMessageStrings')]
          .map((strings) => member(strings, id))
          .find((found) => text(found, 'text') !== undefined || text(found, 'markdown') !== undefined) ?? {});
  const said = text(message, 'text') ?? text(string, 'text') ?? text(message, 'markdown') ?? text(string, 'markdown') ?? '';
  const given = Object.hasOwn(message, 'arguments') && Array.isArray(message['arguments']) ? (message['arguments'] as unknown[]) : [];
  // few tools escape braces in messages that take nothing
  const filled = given.length > 0 || text(message, 'text') === undefined ? fill(said.slice(0, 20_000), given) : said;
  return withoutLinks(filled);
}

function fill(said: string, given: unknown[]): string {
  return said.replace(/\{\{|\}\}|\{(\d{1,3})\}/g, (found, index: string | undefined) => {
    if (index === undefined) return found.charAt(0);
    const argument = given[Number(index)];
    return typeof argument === 'string' ? argument.slice(0, 2_000) : found;
  });
}
