/** `reverie memory pin|retire|restore|rollback|approve|discard`: a person's explicit changes of memory. */
import { HumanError } from '../../core/human-error.js';
import type { ApplyResult } from '../../core/memory/memory-store.js';
import type { LessonChange } from '../../core/reverie.js';
import type { Speaker } from '../../core/transcript/ledger-event.js';
import { speaker, withReverie, type CommonOptions } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { note, printResult } from '../print.js';
import { resolvePrefix } from '../resolve-prefix.js';
import type { CommandContext } from '../terminal.js';
import { previewText } from '../text/lesson-text.js';
import { styled, type Line } from '../text/line.js';
import { shortCommit } from '../text/short-id.js';
import { findLesson, versionNames } from './memory.js';

export type ChangeOptions = CommonOptions & { reason?: string; as?: Speaker };

/** Shows what the change would hide, then applies it at once. */
export async function changeLesson(context: CommandContext, change: LessonChange, id: string, options: ChangeOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const lesson = await findLesson(reverie, id);
    const preview = await reverie.previewLesson(lesson.id, change);
    if (change === 'activate' || change === 'restore') await note(context, [previewText(preview)]);
    const by = speaker(context.terminal, options.as);
    const applied = expectApplied(
      await reverie.changeLesson(lesson.id, change, { by, ...(options.reason !== undefined && { reason: options.reason }) }),
    );
    const words = { pin: 'Pinned', unpin: 'Unpinned', activate: 'Activated', retire: 'Retired', restore: 'Restored' }[change];
    await printResult(context, options, {
      text: () => [[styled('green', words), ' ', styled('bold', lesson.statement)], undoLine(applied.version)],
      json: () => ({ version: 1, change, lesson: lesson.id, by, preview, memory: applied.version }),
    });
    return exitCode.ok;
  });
}

export async function rollback(context: CommandContext, version: string, options: CommonOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const target = resolvePrefix(await reverie.history(), version, versionNames);
    const applied = expectApplied(await reverie.rollback(target.commit));
    await printResult(context, options, {
      text: () => [
        [styled('green', 'Memory is again as in '), shortCommit(target.commit), `: ${target.subject}`],
        [styled('dim', `as a new version, ${shortCommit(applied.version)}; nothing was removed from its history`)],
      ],
      json: () => ({ version: 1, rolledBackTo: target.commit, memory: applied.version }),
    });
    return exitCode.ok;
  });
}

/** Approves or discards one proposed operation that waits for a person. */
export async function decide(
  context: CommandContext,
  decision: 'approve' | 'discard',
  id: string,
  options: ChangeOptions,
): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const waiting = (await reverie.proposals()).flatMap(({ dream, operations }) => operations.map((operation) => ({ dream, operation })));
    const { dream, operation } = resolvePrefix(waiting, id, {
      id: (w) => w.operation.id,
      what: 'waiting operation',
      next: 'reverie memory list shows what waits',
    });
    const by = speaker(context.terminal, options.as);
    const result = expectApplied(await reverie.decide(dream, operation.id, decision, by));
    await printResult(context, options, {
      text: () => [
        [styled('green', decision === 'approve' ? 'Approved' : 'Discarded'), ` ${operation.op} ${operation.lesson}: ${operation.reason}`],
      ],
      json: () => ({ version: 1, decision, dream, operation: operation.id, by, memory: result.version }),
    });
    return exitCode.ok;
  });
}

function expectApplied(result: ApplyResult): Extract<ApplyResult, { state: 'applied' }> {
  const reason = result.state === 'refused' ? result.reason : result.operations.length === 0 ? result.refused[0]?.reason : undefined;
  if (result.state === 'applied' && reason === undefined) return result;
  throw new HumanError(`Memory was not changed: ${reason ?? 'no reason given'}`, { next: 'reverie memory list shows how it is now' });
}

function undoLine(version: string): Line {
  return [styled('dim', `memory ${shortCommit(version)}; reverie memory history shows how to go back`)];
}
