/** Going back: one operation taken back, or all lessons as they were at an older version. Both are new versions. */
import type { ApplyResult } from '../../core/memory/memory-store.js';
import { printMessage } from '../../core/memory/version-message.js';
import { advance, type Plan } from './advance.js';
import type { Writing } from './apply-operations.js';
import type { FileChange } from './fast-import.js';
import { canBeRead } from './find-version.js';
import { lessonFiles } from './lesson-files.js';
import type { MemoryRepo } from './memory-repo.js';
import { restoredFile } from './restore.js';
import { sealCommits } from './seal-commits.js';
import { readObjects } from './objects.js';
import { inEffect, readLog } from './version-log.js';

export function takeBack(writing: Writing): {
  rollback(commit: string, context: string): Promise<ApplyResult>;
  revert(operation: string, context: string): Promise<ApplyResult>;
  /** `version`: a commit, when the lesson shall be as in that one. */
  restore(lesson: string, version: string | undefined, context: string): Promise<ApplyResult>;
  putAside(path: string, context: string): Promise<ApplyResult>;
} {
  const { writer, main } = writing;
  const { repo } = writer;
  const move = async (plan: (tip: string | null) => Promise<Plan<ApplyResult>>): Promise<ApplyResult> => {
    if (!repo.writable) return refused(`memory cannot be written: ${repo.dir} is read-only`);
    const { mainRef } = writing;
    const advanced = await mainRef.whole(() => advance(writer, main, plan, { tipOf: () => mainRef.tip() }));
    return advanced.state === 'lost' ? refused(advanced.reason) : advanced.value;
  };
  const committed =
    (operations: string[], options?: { forget: boolean }) =>
    (ids: string[]): ApplyResult => {
      const version = ids.at(-1) ?? '';
      writing.wrote(version, options);
      return { state: 'applied', version, operations, refused: [] };
    };

  return {
    restore: (lesson, version, context) =>
      move(async (tip) => {
        const restored = await restoredFile(repo, writing.cache, tip, { lesson, version, context });
        if ('do' in restored) return restored;
        return { do: 'commit', parent: tip, commits: sealCommits([restored], tip, writing.hash), value: committed([]) };
      }),

    putAside: (path, context) =>
      move(async (tip) => {
        const { broken } = await writing.reader.at(tip);
        const damaged = broken.find((file) => file.path === path);
        if (!tip || !damaged) return stop(`${path} is no file of this memory that cannot be read`);
        const { files } = await lessonFiles(repo, tip);
        const entry = files.get(path);
        if (!entry) return stop(`${path} is no longer there`);
        const message = printMessage({ type: 'put-aside', path, reason: damaged.reason }, context);
        const moved = entry.mode === '40000' ? await filesBelow(repo, tip, path) : [{ ...entry, path }];
        if (moved.length === 0) return stop(`${path} is an empty folder: there is nothing in it to put aside`);
        const changes = moved.flatMap(({ path: from, mode, id }): FileChange[] => [
          { path: from, removed: true },
          // a submodule has no bytes of its own; its commit stays in history
          ...(mode === '160000' ? [] : [{ path: `put-aside/${from.slice('lessons/'.length)}`, blob: id }]),
        ]);
        return { do: 'commit', parent: tip, commits: sealCommits([{ message, changes }], tip, writing.hash), value: committed([]) };
      }),

    rollback: (commit, context) =>
      move(async (tip) => {
        const before = async (a: string, b: string) => (await repo.git(['merge-base', '--is-ancestor', a, b])).code === 0;
        const inHistory = tip && (await before(commit, tip));
        // what `main` was set back from, by whoever it was, comes back by going on from it
        const left = !inHistory && (await writing.tips.read()).includes(commit) && (await canBeRead(repo, writing.hash, commit));
        if (!tip || !(inHistory || left)) return stop(`${commit.slice(0, 10)} is not a version of this memory`);
        if (left && (await before(tip, commit)))
          return { do: 'move', to: commit, value: { state: 'applied', version: commit, operations: [], refused: [] } };
        const [then, now] = await readObjects(repo, [`${commit}^{tree}`, `${tip}^{tree}`]);
        if (!then || then.id === now?.id) return stop(`memory is as it was at ${commit.slice(0, 10)} already`);
        const [version] = await readLog(repo, ['--max-count=1', commit, '--']);
        const message = printMessage({ type: 'rollback', to: commit, subject: version?.subject ?? '' }, context);
        return {
          do: 'commit',
          parent: tip,
          commits: sealCommits([{ message, tree: then.id, changes: [] }], tip, writing.hash),
          value: committed([], { forget: left }),
        };
      }),

    revert: (operation, context) =>
      move(async (tip) => {
        const versions = tip ? await readLog(repo, [tip, '--']) : [];
        const version = versions.find(({ message }) => message.operation?.id === operation);
        if (!tip || !version) return stop(`there is no operation ${operation} in this memory`);
        if (!inEffect(versions).has(operation)) return stop(`${operation} has been taken back already`);
        const [parent] = version.parents;
        const [before, after, now] = await Promise.all([
          parent && filesAt(repo, parent),
          filesAt(repo, version.commit),
          filesAt(repo, tip),
        ]);
        const changes: FileChange[] = [];
        for (const [path, blob] of after) {
          const old = before ? before.get(path) : undefined;
          if (old === blob) continue;
          if (now.get(path) !== blob) return stop(`a later operation changed ${path}`);
          changes.push(old === undefined ? { path, removed: true } : { path, blob: old });
        }
        // what the operation moved goes back to where it was
        for (const [path, blob] of before || []) {
          if (after.has(path)) continue;
          if (now.has(path)) return stop(`a later operation changed ${path}`);
          changes.push({ path, blob });
        }
        const message = printMessage({ type: 'revert', operation, subject: version.subject }, context);
        return {
          do: 'commit',
          parent: tip,
          commits: sealCommits([{ message, changes }], tip, writing.hash),
          value: committed([operation]),
        };
      }),
  };
}

/** Blob ids of the lesson files by path. */
async function filesAt(repo: MemoryRepo, commit: string): Promise<Map<string, string>> {
  const { files } = await lessonFiles(repo, commit);
  return new Map([...files].map(([path, { id }]) => [path, id]));
}

/** Everything in a folder: a seal names each file that a version changes. */
async function filesBelow(repo: MemoryRepo, commit: string, folder: string): Promise<{ path: string; mode: string; id: string }[]> {
  const listed = (await repo.gitOk(['--literal-pathspecs', 'ls-tree', '-r', '-z', '--full-tree', commit, '--', `${folder}/`])).toString(
    'utf8',
  );
  return [...listed.matchAll(/(\d{6}) \w+ ([0-9a-f]+)\t([^\0]+)\0/g)].map(([, mode = '', id = '', path = '']) => ({ path, mode, id }));
}

function stop(reason: string): Plan<ApplyResult> {
  return { do: 'stop', value: refused(reason) };
}

function refused(reason: string): ApplyResult {
  return { state: 'refused', reason };
}
