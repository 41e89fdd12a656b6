/** Finds the secrets in a text, with their exact extents. */
import { secretPatterns } from './secret-patterns.js';
import type { SecretPattern } from './secret-pattern.js';

export type Secret = {
  kind: string;
  name: string;
  severity: SecretPattern['severity'];
  /** Half-open extent in UTF-16 units. Only a private key spans lines. */
  start: number;
  end: number;
  /** What to compare by: the secret itself, without the white space that indentation and line ends put into a private key. */
  value: string;
};

/** What replaces a secret, once its hash is known; a text may hold such tokens already, and they are left alone. */
const token = /‹secret:[a-z0-9-]+:[0-9a-f]{12}›/g;
const pemBegin = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;

const exact = new RegExp([...secretPatterns.filter((p) => !p.probe.ignoreCase).map((p) => p.probe.source), 'PRIVATE KEY'].join('|'));
const loose = new RegExp([...new Set(secretPatterns.filter((p) => p.probe.ignoreCase).map((p) => p.probe.source))].join('|'), 'i');

/** The secrets of a text in order, without overlaps: of overlapping ones the first kind of the table names the union. */
export function findSecrets(text: string): Secret[] {
  const shown = { exact: exact.test(text), loose: loose.test(text) };
  if (!shown.exact && !shown.loose) return [];
  const masked = text.includes('‹secret:') ? text.replace(token, (found) => '›'.repeat(found.length)) : text;
  const found = privateKeys(masked);
  for (const pattern of secretPatterns) {
    if (!(pattern.probe.ignoreCase ? shown.loose : shown.exact)) continue;
    pattern.expression.lastIndex = 0;
    for (let match = pattern.expression.exec(masked); match; match = pattern.expression.exec(masked)) {
      const secret = toSecret(pattern, match);
      if (secret) found.push(secret);
    }
  }
  return found.length > 1 ? withoutOverlaps(found, masked) : found;
}

function toSecret(pattern: SecretPattern, match: RegExpExecArray): Secret | undefined {
  const groups = match.groups;
  const whole = pattern.whole?.(match);
  const value = whole ?? groups?.value ?? groups?.value2 ?? groups?.value3 ?? match[0];
  if (/^›+$/.test(value) || pattern.accept?.(value, match) === false) return undefined;
  const start = match.index + (whole === undefined ? match[0].lastIndexOf(value) : 0);
  return { kind: pattern.kind, name: pattern.name, severity: pattern.severity, start, end: start + value.length, value };
}

/** PEM and PGP blocks; one that is cut off reaches as far as its lines look like a key. */
function privateKeys(text: string): Secret[] {
  if (!text.includes('PRIVATE KEY')) return [];
  const begins = [...text.matchAll(pemBegin)];
  const found: Secret[] = [];
  for (const [i, begin] of begins.entries()) {
    const body = begin.index + begin[0].length;
    // the next block bounds the search, so that many cut-off blocks cost one pass over the text
    const window = text.slice(body, Math.min(begins[i + 1]?.index ?? text.length, body + 65_536));
    const end = window.indexOf('-----END');
    const closing =
      end < 0 ? undefined : /^-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/.exec(window.slice(end, end + 120));
    const length = closing ? end + closing[0].length : keyLines(window);
    if (!/[A-Za-z0-9+/=]{40}/.test(window.slice(0, length))) continue;
    const value = (begin[0] + window.slice(0, length)).replaceAll(/\s|\\[nr]/g, '');
    found.push({ kind: 'private-key', name: 'private key', severity: 'critical', start: begin.index, end: body + length, value });
  }
  return found;
}

/** How far a text without an end mark looks like the body of a key, in characters. */
function keyLines(text: string): number {
  let length = 0;
  for (const line of text.split('\n')) {
    if (length > 0 && !/^[\s"'+\\A-Za-z0-9/=,:;-]*$/.test(line)) break;
    if (length > 0 && !/[A-Za-z0-9+/=]{20}|^\s*$|^\s*["']?(?:Proc-Type|DEK-Info|Version|Comment):/.test(line)) break;
    length += line.length + 1;
  }
  return Math.min(length, text.length) - (length <= text.length ? 1 : 0);
}

const kinds = ['private-key', ...secretPatterns.map((p) => p.kind)];

function withoutOverlaps(secrets: Secret[], text: string): Secret[] {
  const rank = (s: Secret): number => kinds.indexOf(s.kind);
  const groups: { named: Secret; start: number; end: number }[] = [];
  for (const next of secrets.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = groups.at(-1);
    if (!last || next.start >= last.end) {
      groups.push({ named: next, start: next.start, end: next.end });
      continue;
    }
    if (rank(next) < rank(last.named)) last.named = next;
    last.end = Math.max(last.end, next.end);
  }
  return groups.map(({ named, start, end }) => {
    const whole = named.start === start && named.end === end;
    return whole ? named : { ...named, start, end, value: text.slice(start, end).replaceAll(/\s|\\[nr]/g, '') };
  });
}
