/** `reverie memory`: reads the lessons and their history. */
import type { Reverie } from '../../core/reverie.js';
import { nextCommand, withReverie, type CommonOptions } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { printResult } from '../print.js';
import { resolvePrefix } from '../resolve-prefix.js';
import type { CommandContext } from '../terminal.js';
import { historyText, lessonText, memoryText } from '../text/lesson-text.js';
import { styled, type Line } from '../text/line.js';

export async function listLessons(context: CommandContext, options: CommonOptions & { all?: boolean }): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const [memory, proposals] = await Promise.all([reverie.memory(), reverie.proposals()]);
    await printResult(context, options, {
      text: (columns) => memoryText(memory, proposals, { all: options.all ?? false, columns, next: nextCommand(context, options) }),
      json: () => ({
        version: 1,
        memory: memory.version,
        lessons: memory.lessons,
        broken: memory.broken.map(({ path, reason }) => ({ path, reason })),
        proposals,
      }),
    });
    return exitCode.ok;
  });
}

export async function showLesson(context: CommandContext, id: string, options: CommonOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const lesson = await findLesson(reverie, id);
    const history = await reverie.history(lesson.id);
    await printResult(context, options, {
      text: (columns) => lessonText(lesson, history, columns),
      json: () => ({ version: 1, lesson, history }),
    });
    return exitCode.ok;
  });
}

export async function showHistory(context: CommandContext, id: string | undefined, options: CommonOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const lesson = id === undefined ? undefined : (await findLesson(reverie, id)).id;
    const versions = await reverie.history(lesson);
    await printResult(context, options, {
      text: () => historyText(versions, nextCommand(context, options)),
      json: () => ({ version: 1, versions }),
    });
    return exitCode.ok;
  });
}

/** Without versions: what the newest one changed; with one: what changed since. */
export async function showDiff(
  context: CommandContext,
  from: string | undefined,
  to: string | undefined,
  options: CommonOptions,
): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const versions = await reverie.history();
    const find = (given: string) => resolvePrefix(versions, given, versionNames).commit;
    const newer = to === undefined ? versions[0]?.commit : find(to);
    const older = from === undefined ? (versions[1]?.commit ?? null) : find(from);
    const diff = newer === undefined ? '' : await reverie.memoryStore.diff(older, newer);
    await printResult(context, options, {
      text: () => diffText(diff, newer === undefined),
      json: () => ({ version: 1, from: older, to: newer ?? null, diff }),
    });
    return exitCode.ok;
  });
}

export async function findLesson(reverie: Reverie, id: string) {
  return resolvePrefix((await reverie.memory()).lessons, id, {
    id: (lesson) => lesson.id,
    what: 'lesson',
    next: 'reverie memory list --all shows which there are',
  });
}

export const versionNames = {
  id: (version: { commit: string }) => version.commit,
  what: 'version of memory',
  next: 'reverie memory history shows which there are',
};

function diffText(diff: string, empty: boolean): Line[] {
  if (empty) return [['Memory has no versions yet.'], [styled('dim', 'Next: reverie dream makes the first one')]];
  if (!diff.trim()) return [['These versions have the same lessons.']];
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line): Line => {
      if (/^(\+\+\+|---|diff |index )/.test(line)) return [styled('bold', line)];
      if (line.startsWith('@@')) return [styled('cyan', line)];
      if (line.startsWith('+')) return [styled('green', line)];
      return [line.startsWith('-') ? styled('red', line) : line];
    });
}
