/** Applies operations to the newest version, one commit each. */
import { applyOperation } from '../../core/memory/apply-operation.js';
import { printLesson } from '../../core/memory/lesson-markdown.js';
import type { ApplyOptions, ApplyResult, MemoryStore } from '../../core/memory/memory-store.js';
import { Operation } from '../../core/memory/operation.js';
import { printMessage } from '../../core/memory/version-message.js';
import { readSeal } from '../../core/memory/version-seal.js';
import type { Hasher } from '../../core/ports.js';
import { advance, type Plan, type Writer } from './advance.js';
import type { FileChange, NewCommit } from './fast-import.js';
import type { KnownTips } from './known-tips.js';
import type { LessonCache } from './lesson-cache.js';
import type { LessonOrigins } from './lesson-origins.js';
import type { MainRef } from './mend-main.js';
import { flatLessonPath, lessonPath } from './lesson-files.js';
import { withEdits, type MemoryReader, type Snapshot } from './memory-reader.js';
import { blobId } from './objects.js';
import { olderBases, type OlderBases } from './older-bases.js';
import { sealCommits } from './seal-commits.js';
import { appliedOperations, type AppliedOperations } from './version-log.js';

export type Writing = {
  writer: Writer;
  reader: MemoryReader;
  cache: LessonCache;
  origins: Pick<LessonOrigins, 'note'>;
  hash: Pick<Hasher, 'seal'>;
  /** The branch of the versions. */
  main: string;
  tips: Pick<KnownTips, 'read'>;
  mainRef: Pick<MainRef, 'tip' | 'whole'>;
  /** Called after each new version; with `forget`, versions that `main` no longer has do not count any more. */
  wrote: (version: string, options?: { forget: boolean }) => void;
};

type Refusal = { operation: string; reason: string };

export function applyOperations(writing: Writing, inTurn: <T>(task: () => Promise<T>) => Promise<T>): MemoryStore['apply'] {
  const { writer, main } = writing;
  const applied = appliedOperations(writer.repo);
  return async (operations, { fence, signal, ...rest }) => {
    if (!writer.repo.writable) return { state: 'refused', reason: `memory cannot be written: ${writer.repo.dir} is read-only` };
    const at = writer.clock.now().toISOString();
    return inTurn(async () => {
      const planOn = (tip: string | null) => plan(writing, applied, tip, operations, { ...rest, at });
      const { mainRef } = writing;
      const advanced = await mainRef.whole(() => advance(writer, main, planOn, { fence, signal, tipOf: () => mainRef.tip() }));
      return advanced.state === 'lost' ? { state: 'refused', reason: advanced.reason } : advanced.value;
    });
  };
}

async function plan(
  writing: Writing,
  applied: AppliedOperations,
  tip: string | null,
  operations: Operation[],
  options: PlanOptions,
): Promise<Plan<ApplyResult>> {
  const { reader, cache, origins, hash } = writing;
  const [snapshot, already] = await Promise.all([reader.at(tip), applied.at(tip)]);
  const replay = replayOn(snapshot, already, operations, { ...options, bases: await olderBases(operations, snapshot, cache) });
  const { commits, done, fresh, refused } = replay;
  if (commits.length === 0) {
    const reasons = refused.map((r) => r.reason).join('; ') || 'there is nothing to apply';
    // a replay of what is in effect already is as good as applied
    const result: ApplyResult =
      tip && done.length ? { state: 'applied', version: tip, operations: done, refused } : { state: 'refused', reason: reasons };
    return { do: 'stop', value: result };
  }
  const written = sealCommits(tip ? commits : [firstCommit, ...commits], tip, hash);
  return {
    do: 'commit',
    parent: tip,
    commits: written,
    value: (ids) => {
      const version = ids.at(-1) ?? '';
      reader.note(withEdits(snapshot, version, replay.edits.values(), cache));
      const brought = commits.flatMap(({ changes }) =>
        changes.flatMap((change) => ('text' in change ? { path: change.path, blob: blobId(change.text, version) } : [])),
      );
      origins.note(tip, { commits: ids, seal: readSeal(written.at(-1)?.message ?? '')?.seal, brought });
      applied.note(version, fresh);
      writing.wrote(version);
      return { state: 'applied', version, operations: done, refused };
    },
  };
}

type PlanOptions = Pick<ApplyOptions, 'message' | 'verifiedOnly' | 'mends'> & { at: string };
type ReplayOptions = PlanOptions & { bases: OlderBases };

/** What the operations do to one version, in order; `done` are those in effect afterwards, `fresh` those of them that were not before. */
function replayOn(snapshot: Snapshot, already: ReadonlySet<string>, operations: Operation[], options: ReplayOptions) {
  const commits: NewCommit[] = [];
  const done: string[] = [];
  const fresh: string[] = [];
  const refused: Refusal[] = [];
  const edits = new Map<string, { after: ReturnType<typeof textOf>['after']; text: string }>();
  const broken = new Map(snapshot.broken.map(({ path, reason }) => [path, reason]));
  const paths = new Map(snapshot.paths);
  // what this writer itself changed before is what it made the next operation from
  const own = new Set<string>();
  let lessons = snapshot.lessons;
  for (const given of operations) {
    if (already.has(given.id) || fresh.includes(given.id)) {
      done.push(given.id);
      own.add(given.lesson);
      continue;
    }
    const parsed = Operation.safeParse(given);
    const refuse = (reason: string) => void refused.push({ operation: given.id, reason });
    if (!parsed.success) {
      refuse(`it is no operation: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`);
      continue;
    }
    let operation = dated(parsed.data, options.at);
    const damaged = [lessonPath(operation.lesson), flatLessonPath(operation.lesson)].find((path) => broken.has(path));
    if (damaged !== undefined && damaged !== options.mends && !lessons.has(operation.lesson)) {
      refuse(`${damaged} cannot be read (${broken.get(damaged)}), and is not overwritten`);
      continue;
    }
    const stranger = [operation.lesson, ...(operation.op === 'merge' ? operation.from : [])].find((id) => snapshot.unverified.has(id));
    if (options.verifiedOnly && stranger !== undefined) {
      refuse(`${stranger} is not verified: a person decides what becomes of it`);
      continue;
    }
    const now = lessons.get(operation.lesson);
    if (now && !own.has(operation.lesson)) {
      const rebased = options.bases.rebase(operation, now);
      if (rebased.state === 'conflict') {
        refuse(rebased.reason);
        continue;
      }
      operation = rebased.operation;
    }
    const result = applyOperation(lessons, operation);
    if (result.state === 'refused') {
      refuse(result.reason);
      continue;
    }
    lessons = result.lessons;
    const texts = result.edits.map(({ after }) => textOf(after));
    for (const text of texts) {
      edits.set(text.after.id, text);
      own.add(text.after.id);
    }
    if (damaged !== undefined && damaged === options.mends) paths.set(operation.lesson, damaged);
    const statement = lessons.get(operation.lesson)?.statement ?? operation.lesson;
    commits.push({
      message: printMessage({ type: 'operation', operation, statement }, options.message),
      changes: texts.flatMap(({ after: { id }, text }) => fileChanges(id, text, paths)),
    });
    done.push(operation.id);
    fresh.push(operation.id);
  }
  return { commits, done, fresh, refused, edits };
}

/** What supersedes others says since when: part of the operation, so that applying it again gives the same. */
function dated(operation: Operation, at: string): Operation {
  const supersedes = operation.op === 'merge' || (operation.op === 'retire' && operation.supersededBy !== undefined);
  return supersedes ? { at, ...operation } : operation;
}

/** The file of a lesson that is put where lessons are written, and removed from where else it was. `paths` follows. */
function fileChanges(id: string, text: string, paths: Map<string, string>): FileChange[] {
  const [path, before] = [lessonPath(id), paths.get(id)];
  paths.set(id, path);
  return [{ path, text }, ...(before !== undefined && before !== path ? [{ path: before, removed: true } as const] : [])];
}

function textOf(after: Parameters<typeof printLesson>[0]) {
  return { after, text: printLesson(after) };
}

const firstCommit: NewCommit = {
  message: 'Begin this memory\n',
  changes: [
    {
      path: 'README.md',
      text: `# What Reverie remembers about this repository

Each file below \`lessons/\` is one lesson, in the folder of its name's last letter: what it says, where it holds,
what it does to findings, how sure it is, and the verdicts and the code it was learned from. Each commit is one
change of one lesson, with its reason; \`git log\` tells the whole story.

Reverie writes here by itself. To change a lesson use the Memory view or \`reverie memory\`. A lesson edited by hand
and committed acts as on trial until you pin or activate it. A file that cannot be read is left alone and reported.

This repository is private to this machine until somebody pushes it.
`,
    },
  ],
};
