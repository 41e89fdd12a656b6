/** Checks what a model cites: each id is one it was shown, and each quote stands there word for word. */
import type { Evidence } from '../../memory/lesson.js';
import { visible } from '../../visible.js';
import type { Quoted } from './answers.js';
import type { Digest, DigestCase, DigestCode, DigestEvent } from './digest.js';

export type Cited = {
  events: DigestEvent[];
  code: DigestCode[];
  /** The findings that are cited, each once. */
  cases: DigestCase[];
  /** As a lesson keeps them. */
  evidence: Evidence[];
};

export function verifyQuotes(
  digest: Digest,
  given: { events: Quoted[]; code: Quoted[] },
  options: { /** Only what one group was shown. */ group?: string } = {},
): { state: 'holds'; cited: Cited } | { state: 'unsupported'; reason: string } {
  const cited: Cited = { events: [], code: [], cases: [], evidence: [] };
  const takeCase = (of: DigestCase | undefined): void => {
    if (of && !cited.cases.includes(of)) cited.cases.push(of);
  };
  for (const { id, quote } of given.events) {
    const found = digest.events.get(id);
    if (!found || (options.group ?? found.group) !== found.group) return unsupported(`it cites ${word(id)}, and there is no such event`);
    const exact = exactPart(found.event, quote);
    if (exact === undefined) return unsupported(`its quote does not stand in ${id}: ${word(quote)}`);
    if (!cited.events.includes(found.event)) {
      cited.events.push(found.event);
      cited.evidence.push({ type: 'event', ...found.event.cite, quote: exact });
    }
    takeCase(found.of);
  }
  for (const { id, quote } of given.code) {
    const found = digest.code.get(id);
    if (!found || (options.group ?? found.group) !== found.group) return unsupported(`it cites ${word(id)}, and there is no such code`);
    if (!visible(found.code.evidence.quote).includes(quote)) return unsupported(`its quote does not stand in ${id}: ${word(quote)}`);
    if (!cited.code.includes(found.code)) {
      cited.code.push(found.code);
      cited.evidence.push(found.code.evidence);
    }
    takeCase(found.of);
  }
  return { state: 'holds', cited };
}

/** The quote as it stands in the line. A field with hidden characters, which a model is shown made visible, is quoted whole. */
function exactPart({ fields }: DigestEvent, quote: string): string | undefined {
  for (const { text } of fields) {
    if (text.includes(quote)) return quote;
    if (visible(text).includes(quote)) return text;
  }
  return undefined;
}

function word(text: string): string {
  const line = visible(text).replace(/\s+/g, ' ');
  return `“${line.length > 80 ? `${line.slice(0, 80)}…` : line}”`;
}

function unsupported(reason: string): { state: 'unsupported'; reason: string } {
  return { state: 'unsupported', reason };
}
