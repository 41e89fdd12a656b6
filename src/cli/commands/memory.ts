/** `reverie memory`: reads the lessons and their history. */
import { HumanError } from '../../core/human-error.js';
import { findLessons } from '../../core/memory/find-lessons.js';
import { printLesson } from '../../core/memory/lesson-markdown.js';
import type { Lesson, LessonKind, LessonStatus } from '../../core/memory/lesson.js';
import type { BrokenLesson, Memory } from '../../core/memory/memory-store.js';
import type { Reverie } from '../../core/reverie.js';
import { nextCommand, withReverie, type CommonOptions } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { printResult } from '../print.js';
import { resolvePrefix } from '../resolve-prefix.js';
import type { CommandContext } from '../terminal.js';
import { healthText, historyText, lessonText, memoryText } from '../text/lesson-text.js';
import { styled, type Line } from '../text/line.js';

export type ListOptions = CommonOptions & {
  all?: boolean;
  kind?: LessonKind[];
  status?: LessonStatus[];
  rule?: string[];
  path?: string[];
  search?: string;
};

export async function listLessons(context: CommandContext, options: ListOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const [memory, waiting] = await Promise.all([reverie.memory(), reverie.proposals()]);
    const { kind, status, rule, path, search } = options;
    const filtered = [kind, status, rule, path, search].some((filter) => filter !== undefined);
    const lessons = findLessons(memory.lessons, {
      ...(kind && { kinds: kind }),
      ...(status && { statuses: status }),
      ...(rule && { rules: rule }),
      ...(path && { paths: path }),
      ...(search !== undefined && { words: search }),
    });
    // who looks for something is not told of all that waits
    const proposals = filtered ? [] : waiting;
    // a status that is asked for is listed, whatever it is
    const all = options.all ?? status?.includes('retired') ?? false;
    await printResult(context, options, {
      text: (columns) => memoryText({ ...memory, lessons }, proposals, { all, filtered, columns, next: nextCommand(context, options) }),
      json: () => ({
        version: 1,
        memory: memory.version,
        lessons,
        unverified: [...memory.unverified],
        broken: memory.broken.map(({ path, reason }) => ({ path, reason })),
        proposals,
      }),
    });
    return exitCode.ok;
  });
}

/** As `markdown` the file itself, to be edited and given back. */
export async function showLesson(
  context: CommandContext,
  id: string,
  options: Omit<CommonOptions, 'format'> & { format: 'text' | 'json' | 'markdown' },
): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const memory = await reverie.memory();
    const broken = findBroken(memory, id);
    if (broken) {
      await printResult(context, options, {
        text: () => brokenText(broken),
        json: () => ({ version: 1, broken }),
        document: () => broken.text,
      });
      return exitCode.ok;
    }
    const lesson = lessonIn(memory, id);
    const history = await reverie.history(lesson.id);
    const unverified = memory.unverified.has(lesson.id);
    await printResult(context, options, {
      text: (columns) => lessonText(lesson, history, { columns, unverified }),
      json: () => ({ version: 1, lesson, unverified, history }),
      document: () => printLesson(lesson),
    });
    return exitCode.ok;
  });
}

export async function showHealth(context: CommandContext, options: CommonOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const health = await reverie.health({ signal: context.signal });
    await printResult(context, options, {
      text: () => healthText(health, nextCommand(context, options)),
      json: () => ({ version: 1, health }),
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

/** Throws a HumanError when there is none, when it cannot be read, or when the prefix is ambiguous. */
export async function findLesson(reverie: Reverie, id: string): Promise<Lesson> {
  return lessonIn(await reverie.memory(), id);
}

/** As `findLesson`, in lessons that were read already. */
export function lessonIn(memory: Memory, id: string): Lesson {
  const broken = findBroken(memory, id);
  if (broken) {
    throw new HumanError(`${broken.path} cannot be read: ${broken.reason}`, {
      next: `reverie memory edit ${id} mends it; reverie memory restore ${id} brings back what could be read before; reverie memory retire ${id} puts the file aside`,
    });
  }
  return resolvePrefix(memory.lessons, id, {
    id: (lesson) => lesson.id,
    what: 'lesson',
    next: 'reverie memory list --all shows which there are',
  });
}

/** A file that cannot be read, by its name or its path; undefined where a lesson that can be read is meant. */
export function findBroken({ lessons, broken }: Memory, id: string): BrokenLesson | undefined {
  const fileName = ({ path }: BrokenLesson): string => path.slice(path.lastIndexOf('/') + 1);
  const named = broken.filter((b) => fileName(b) === `${id}.md` || b.path === id);
  if (named.length === 0 && id !== '' && !lessons.some((l) => l.id.startsWith(id))) {
    named.push(...broken.filter((b) => fileName(b).startsWith(id)));
  }
  return named.length === 1 && !lessons.some((l) => l.id === id) ? named[0] : undefined;
}

function brokenText({ path, reason, text }: BrokenLesson): Line[] {
  return [
    [styled('yellow', `broken: ${path}`), `  ${reason}`],
    [],
    ...text
      .replace(/\n$/, '')
      .split('\n')
      .map((line): Line => [line]),
  ];
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
