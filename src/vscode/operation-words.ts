/** What an operation on memory does, in a few words. */
import type { Lesson } from '../core/memory/lesson.js';
import type { Operation } from '../core/memory/operation.js';
import { l10n } from './l10n.js';
import { plain } from './words.js';

const operationWords: Record<Operation['op'], string> = {
  add: l10n.t('Add'),
  reinforce: l10n.t('Reinforce'),
  revise: l10n.t('Revise'),
  merge: l10n.t('Merge'),
  retire: l10n.t('Retire'),
  sleep: l10n.t('Put to sleep'),
  wake: l10n.t('Wake'),
};

/** What an operation would do, in a few words: `Add: The rule no-console is noise in scripts/`. */
export function operationTitle(operation: Operation, lessons: readonly Lesson[]): string {
  return `${operationVerb(operation)}: ${operationStatement(operation, lessons)}`;
}

/** The statement of the lesson that an operation is about, or the lesson's id. */
export function operationStatement(operation: Operation, lessons: readonly Lesson[]): string {
  const statement = 'value' in operation ? operation.value.statement : lessons.find((l) => l.id === operation.lesson)?.statement;
  return plain(statement ?? operation.lesson);
}

/** New evidence may also change what a lesson does: then that is the news. */
function operationVerb(operation: Operation): string {
  if (operation.op !== 'reinforce' || operation.status === undefined) return operationWords[operation.op];
  return operation.status === 'trial' ? l10n.t('Back on trial') : l10n.t('Put into effect');
}
