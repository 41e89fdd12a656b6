/** The commit message of one version: readable in plain `git log`, with the operation itself as a one-line trailer. */
import { Operation } from './operation.js';

/** What a version did: one operation; one taken back; all lessons, or one of them, as they were at another commit. */
export type VersionAct =
  | { type: 'operation'; operation: Operation; statement: string }
  | { type: 'revert'; operation: string; subject: string }
  | { type: 'rollback'; to: string; subject: string }
  | { type: 'restore'; lesson: string; from: string; statement: string }
  | { type: 'put-aside'; path: string; reason: string };

export type ParsedMessage = { operation?: Operation; reverts?: string; rollback?: string };

const trailers = {
  operation: 'Reverie-Operation',
  revert: 'Reverie-Reverts',
  rollback: 'Reverie-Rollback',
  restore: 'Reverie-Restores',
  putAside: 'Reverie-PutsAside',
} as const;

/** `context` says what the version was made for (“Dream d-01…”); it follows the reason. */
export function printMessage(act: VersionAct, context = ''): string {
  const paragraphs = (subject: string, body: string[], trailer: string) =>
    `${[shorten(oneLine(subject)), ...body.map(oneLine).filter(Boolean), trailer].join('\n\n')}\n`;
  switch (act.type) {
    case 'operation': {
      const { op, lesson, reason } = act.operation;
      // JSON escapes every line break, so the trailer stays one line
      return paragraphs(`${op} ${lesson}: ${act.statement}`, [reason, context], `${trailers.operation}: ${JSON.stringify(act.operation)}`);
    }
    case 'revert':
      return paragraphs(`take back: ${act.subject}`, [context], `${trailers.revert}: ${act.operation}`);
    case 'restore':
      return paragraphs(
        `restore ${act.lesson}: ${act.statement}`,
        [`As it was in ${act.from.slice(0, 10)}.`, context],
        `${trailers.restore}: ${act.lesson} ${act.from}`,
      );
    case 'put-aside':
      return paragraphs(`put aside ${act.path}`, [act.reason, context], `${trailers.putAside}: ${JSON.stringify(act.path)}`);
    case 'rollback':
      return paragraphs(`roll back to ${act.to.slice(0, 10)}: ${act.subject}`, [context], `${trailers.rollback}: ${act.to}`);
  }
}

/** Reads the trailer: the last line only, since the text above it may quote anything. A message without one was not written by Reverie. */
export function parseMessage(message: string): ParsedMessage {
  const last = message.trimEnd().split('\n').at(-1) ?? '';
  const [, name, value] = /^(Reverie-[A-Za-z]+): ([^\n]*)$/.exec(last) ?? [];
  if (value === undefined) return {};
  if (name === trailers.revert) return { reverts: value };
  if (name === trailers.rollback) return /^[0-9a-f]{40,64}$/.test(value) ? { rollback: value } : {};
  if (name !== trailers.operation) return {};
  const operation = parseOperation(value);
  return operation ? { operation } : {};
}

/** An operation from its JSON, from a trailer or a proposal; undefined when it is none. */
export function parseOperation(json: string): Operation | undefined {
  try {
    return Operation.safeParse(JSON.parse(json)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function oneLine(text: string): string {
  // control characters would act on a terminal that shows the log
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}

function shorten(subject: string): string {
  // never half of a surrogate pair
  return subject.length > 120 ? `${subject.slice(0, 119).replace(/[\uD800-\uDBFF]$/, '')}…` : subject;
}
