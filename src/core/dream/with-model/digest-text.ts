/** The digest as text: what a reflector, and later the refiner, is shown as data. */
import type { Lesson } from '../../memory/lesson.js';
import type { DigestCase, DigestEvent, DigestGroup } from './digest.js';

export function groupText({ cases, troubles, facts, leftOut }: DigestGroup): string {
  return [
    ...cases.map(caseText),
    ...(troubles.length > 0 ? ['# What failed', ...troubles.map(eventText)] : []),
    ...(facts.length > 0 ? ['# Runs', facts.join('\n')] : []),
    ...(leftOut > 0 ? [`(${leftOut} more findings are not shown)`] : []),
  ].join('\n\n');
}

export function caseText({ subject, events, code }: DigestCase): string {
  const { rule, path, symbol, source, security } = subject;
  const facts = [
    `by ${oneLine(rule ?? source)}`,
    `in ${oneLine(path)}`,
    ...(symbol === undefined ? [] : [`symbol ${oneLine(symbol)}`]),
    ...(security ? ['a security finding'] : []),
  ];
  const said = events.some((e) => e.says) ? [] : ['nothing that counts was said of it'];
  return [
    `# Finding ${[...facts, ...said].join(', ')}`,
    ...events.map(eventText),
    ...(code
      ? [
          `${code.id} code, ${oneLine(code.evidence.path)}:${code.evidence.startLine}-${code.evidence.endLine}\n${indented(code.evidence.quote)}`,
        ]
      : []),
  ].join('\n');
}

/** A lesson as the refiner reads it; `mine` says whether a model's reflection may change it. */
export function lessonForRefiner(lesson: Lesson, mine: boolean): string {
  const { id, kind, status, provenance, statement, scope, effect, counts, pinned } = lesson;
  const where = [...scope.paths, ...scope.rules, ...scope.languages, ...scope.symbols].join(', ') || 'everywhere';
  const does = effect ? `${effect.do}${effect.shape === undefined ? '' : ' for one shape of code'}` : 'no effect';
  return [
    `${id} (${kind}, ${status}, from ${provenance}${pinned ? ', pinned' : ''}): ${oneLine(statement)}`,
    `  holds for ${oneLine(where)}; ${does}; ${counts.dismissed} dismissed, ${counts.accepted} accepted, ${counts.overruled} brought back`,
    `  ${mine ? 'you may change it' : 'not yours to change'}`,
  ].join('\n');
}

function eventText({ id, kind, at, fields, says }: DigestEvent): string {
  const who = says
    ? `, ${says.verdict} on the word of ${{ person: 'a person', outcome: 'an outcome', model: 'a program' }[says.authority]}`
    : '';
  return [`${id} ${kind}, ${at.slice(0, 10)}${who}`, ...fields.map(({ text, cut }) => `  ${text}${cut ? ' …' : ''}`)].join('\n');
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

/** The repository chooses names: none may look like a line of the digest. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
