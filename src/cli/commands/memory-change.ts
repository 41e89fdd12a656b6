/** `reverie memory pin|retire|restore|rollback|revert|approve|discard`: a person's explicit changes of memory. */
import { HumanError } from '../../core/human-error.js';
import type { ApplyResult } from '../../core/memory/memory-store.js';
import { unverifiedProposal } from '../../core/memory/unverified.js';
import type { ChangePreview, LessonChange, MemoryChange, Reverie } from '../../core/reverie.js';
import type { Speaker } from '../../core/transcript/ledger-event.js';
import { speaker, withReverie, type CommonOptions } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { note, printResult } from '../print.js';
import { resolvePrefix } from '../resolve-prefix.js';
import type { CommandContext } from '../terminal.js';
import { changeText, previewText } from '../text/lesson-text.js';
import { styled, type Line } from '../text/line.js';
import { shortCommit } from '../text/short-id.js';
import { findBroken, findLesson, versionNames } from './memory.js';

export type ChangeOptions = CommonOptions & { reason?: string; as?: Speaker };

/** Brings a lesson back: a retired one into effect; one that is broken or gone, or any of a given version, as its file was. */
export async function restore(context: CommandContext, id: string, options: ChangeOptions & { from?: string }): Promise<number> {
  const { from: wanted } = options;
  const done = await withReverie(context, options, async (reverie) => {
    const { lessons } = await reverie.memory();
    if (wanted === undefined && lessons.some((l) => l.id.startsWith(id))) return undefined;
    const history = await reverie.history();
    const known = new Set([...lessons.map((l) => l.id), ...history.flatMap((v) => v.operations.map((o) => o.lesson))]);
    const lesson = resolvePrefix([...known], id, { id: (l) => l, what: 'lesson', next: 'reverie memory history shows which there were' });
    const version = wanted === undefined ? undefined : resolvePrefix(history, wanted, versionNames).commit;
    const by = speaker(context.terminal, options.as);
    const applied = await reverie.restoreLesson(lesson, { by, ...(version !== undefined && { version }) });
    if (applied.state === 'refused')
      throw new HumanError(`Memory was not changed: ${applied.reason}`, {
        next: by === 'person' ? `reverie memory history ${lesson} shows its versions` : asPerson,
      });
    await printResult(context, options, {
      text: () => [[styled('green', 'Restored'), ' ', styled('bold', lesson)], undoLine(applied.version)],
      json: () => ({ version: 1, change: 'restore', lesson, by, memory: applied.version }),
    });
    return exitCode.ok;
  });
  return done ?? changeLesson(context, 'restore', id, options);
}

/** Shows what the change would hide, then applies it at once. */
export async function changeLesson(context: CommandContext, change: LessonChange, id: string, options: ChangeOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const broken = change === 'retire' ? findBroken(await reverie.memory(), id) : undefined;
    if (broken) return putAside(context, reverie, broken.path, options);
    const lesson = await findLesson(reverie, id);
    const preview = await reverie.previewLesson(lesson.id, change);
    if (change === 'activate' || change === 'restore') await note(context, [previewText(preview)]);
    const by = speaker(context.terminal, options.as);
    const applied = expectApplied(
      await reverie.changeLesson(lesson.id, change, { by, ...(options.reason !== undefined && { reason: options.reason }) }),
      by,
    );
    const words = { pin: 'Pinned', unpin: 'Unpinned', activate: 'Activated', retire: 'Retired', restore: 'Restored' }[change];
    await printResult(context, options, {
      text: () => [[styled('green', words), ' ', styled('bold', lesson.statement)], undoLine(applied.version)],
      json: () => ({ version: 1, change, lesson: lesson.id, by, preview, memory: applied.version }),
    });
    return exitCode.ok;
  });
}

/** Nothing was in effect, so there is nothing to show. */
async function putAside(context: CommandContext, reverie: Reverie, path: string, options: ChangeOptions): Promise<number> {
  const by = speaker(context.terminal, options.as);
  const applied = expectApplied(await reverie.putAside(path, { by }), by);
  await printResult(context, options, {
    text: () => [[styled('green', 'Put aside'), ` ${path}: its bytes are kept below put-aside/ in memory.git`], undoLine(applied.version)],
    json: () => ({ version: 1, change: 'put-aside', file: path, by, memory: applied.version }),
  });
  return exitCode.ok;
}

/** Shows what would change, then rolls back at once. */
export async function rollback(context: CommandContext, version: string, options: ChangeOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const history = await reverie.history();
    // an audit names a version that memory was set back from; memory itself decides whether it takes it
    const lost = /^[0-9a-f]{10,64}$/.test(version) && !history.some((v) => v.commit.startsWith(version));
    const target = lost
      ? { commit: version, subject: 'what memory had been set back from' }
      : resolvePrefix(history, version, versionNames);
    const preview = await showPreview(context, reverie, { do: 'rollback', version: target.commit });
    const by = speaker(context.terminal, options.as);
    const applied = expectApplied(await reverie.rollback(target.commit, { by }), by);
    await printResult(context, options, {
      text: () => [
        [styled('green', 'Memory is again as in '), shortCommit(target.commit), `: ${target.subject}`],
        [styled('dim', `as a new version, ${shortCommit(applied.version)}; nothing was removed from its history`)],
      ],
      json: () => ({ version: 1, rolledBackTo: target.commit, by, preview, memory: applied.version }),
    });
    return exitCode.ok;
  });
}

/** Shows what would change, then takes one operation back at once. */
export async function revert(context: CommandContext, id: string, options: ChangeOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const operations = new Map((await reverie.history()).flatMap((v) => v.operations.map((o) => [o.id, o])));
    const operation = resolvePrefix([...operations.values()], id, {
      id: (o) => o.id,
      what: 'change',
      next: 'reverie memory history shows which there are',
    });
    const preview = await showPreview(context, reverie, { do: 'revert', operation: operation.id });
    const by = speaker(context.terminal, options.as);
    const applied = expectApplied(await reverie.revert(operation.id, { by }), by);
    await printResult(context, options, {
      text: () => [[styled('green', 'Taken back'), ` ${operation.op} ${operation.lesson}: ${operation.reason}`], undoLine(applied.version)],
      json: () => ({ version: 1, reverted: operation.id, lesson: operation.lesson, by, preview, memory: applied.version }),
    });
    return exitCode.ok;
  });
}

/** Approves one proposed operation that waits for a person, after showing what it would do, or discards it. */
export async function decide(
  context: CommandContext,
  decision: 'approve' | 'discard',
  id: string,
  options: ChangeOptions,
): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const waiting = (await reverie.proposals()).flatMap(({ dream, operations, unverified = [] }) =>
      operations.map((operation) => ({ dream, operation, strange: unverified.includes(operation.id) })),
    );
    const { dream, operation, strange } = resolvePrefix(waiting, id, {
      id: (w) => w.operation.id,
      what: 'waiting operation',
      next: 'reverie memory list shows what waits',
    });
    if (decision === 'approve' && strange) await note(context, [[styled('yellow', `unverified: ${unverifiedProposal}`)]]);
    const preview =
      decision === 'approve' ? await showPreview(context, reverie, { do: 'approve', dream, operation: operation.id }) : undefined;
    const by = speaker(context.terminal, options.as);
    const result = expectApplied(await reverie.decide(dream, operation.id, decision, by), by);
    await printResult(context, options, {
      text: () => [
        [styled('green', decision === 'approve' ? 'Approved' : 'Discarded'), ` ${operation.op} ${operation.lesson}: ${operation.reason}`],
      ],
      json: () => ({ version: 1, decision, dream, operation: operation.id, by, ...(preview && { preview }), memory: result.version }),
    });
    return exitCode.ok;
  });
}

/** On stderr, before anything changes. */
async function showPreview(context: CommandContext, reverie: Reverie, change: MemoryChange): Promise<ChangePreview> {
  const preview = await reverie.previewChange(change);
  await note(context, changeText(preview));
  return preview;
}

function expectApplied(result: ApplyResult, by: Speaker): Extract<ApplyResult, { state: 'applied' }> {
  const reason = result.state === 'refused' ? result.reason : result.operations.length === 0 ? result.refused[0]?.reason : undefined;
  if (result.state === 'applied' && reason === undefined) return result;
  const next = by === 'person' ? 'reverie memory list shows how it is now' : asPerson;
  throw new HumanError(`Memory was not changed: ${reason ?? 'no reason given'}`, { next });
}

const asPerson = 'Without a terminal, --as person says that one asks for it';

function undoLine(version: string): Line {
  return [styled('dim', `memory ${shortCommit(version)}; reverie memory history shows how to go back`)];
}
