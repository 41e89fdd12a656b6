/** The engine's calls on memory, dreams and proposals. What changes memory comes from a person, or says that it does not. */
import { approvedOperation } from '../core/dream/approve-operation.js';
import { backtestMemory } from '../core/dream/backtest-memory.js';
import { dreamState, readExperience } from '../core/dream/experience.js';
import { goneCitations } from '../core/dream/gone-citations.js';
import { lessonUses } from '../core/dream/lesson-uses.js';
import type { FindCode } from '../core/dream/rest.js';
import type { EpisodeCache } from '../core/dream/episode.js';
import { readJournal } from '../core/dream/journal.js';
import { personOperation } from '../core/dream/person-operation.js';
import { previewChange } from '../core/dream/preview-change.js';
import { previewLesson } from '../core/dream/preview-lesson.js';
import { HumanError } from '../core/human-error.js';
import { applyOperation } from '../core/memory/apply-operation.js';
import { editedLesson, mendedLesson } from '../core/memory/edited-lesson.js';
import { differencesOf } from '../core/memory/lesson-difference.js';
import { memoryHealth } from '../core/memory/health.js';
import type { Lesson } from '../core/memory/lesson.js';
import type { ApplyResult, BrokenLesson, Memory, MemoryStore } from '../core/memory/memory-store.js';
import type { Operation } from '../core/memory/operation.js';
import { asItActs } from '../core/memory/unverified.js';
import type { Ports, Redact } from '../core/ports.js';
import type { LessonEditResult, MemoryChange, Reverie } from '../core/reverie.js';
import type { Speaker } from '../core/transcript/ledger-event.js';
import type { Ledger, TranscriptStore } from '../core/transcript/transcript-store.js';

type MemoryDeps = {
  ports: Ports;
  redact: Redact;
  store: MemoryStore;
  ledger: Ledger;
  transcripts: TranscriptStore;
  cache: EpisodeCache;
  /** Opens the search for cited code; see `openCodeSearch`. */
  openCode: (signal: AbortSignal) => { findCode: FindCode; close(): Promise<void> };
};

type MemoryCalls = Pick<
  Reverie,
  | 'journal'
  | 'dreamState'
  | 'proposals'
  | 'decide'
  | 'memory'
  | 'health'
  | 'backtest'
  | 'previewLesson'
  | 'changeLesson'
  | 'editLesson'
  | 'history'
  | 'previewChange'
  | 'rollback'
  | 'operationsInEffect'
  | 'revert'
  | 'restoreLesson'
  | 'putAside'
>;

export function memoryCalls(deps: MemoryDeps): MemoryCalls {
  const { ports, redact, store, ledger } = deps;
  const past = { ...deps, clock: ports.clock };
  return {
    journal: () => readJournal(deps),
    dreamState: () => dreamState(past),
    proposals: () => store.proposals(),
    async decide(dream, operation, decision, by) {
      const waiting = await waitingOperation(store, dream, operation);
      const refusal = onlyPeople(by, 'decides a proposal');
      if (refusal) return refusal;
      const result: ApplyResult =
        decision === 'approve'
          ? await store.apply([approvedOperation(waiting)], { message: `Approved by a person from dream ${dream}` })
          : { state: 'applied', version: (await store.read()).version ?? '', operations: [], refused: [] };
      if (result.state === 'refused') return result;
      await ledger.append({ type: 'proposal-decided', dream, operation, decision, by });
      await store.settle(dream, [operation]);
      return oneRefused(result);
    },
    memory: (version) => store.read(version),
    async health({ signal = new AbortController().signal } = {}) {
      const [{ version, lessons, broken }, { deeds, observations }] = await Promise.all([store.read(), readExperience(past, { signal })]);
      const code = deps.openCode(signal);
      try {
        const gone = await goneCitations(lessons, code.findCode, { signal });
        return memoryHealth({ version, lessons, uses: lessonUses(lessons, deeds, observations), gone, broken: broken.length });
      } finally {
        await code.close();
      }
    },
    async backtest() {
      const [{ lessons }, { observations }] = await Promise.all([store.read(), readExperience(past)]);
      return backtestMemory(lessons, observations);
    },
    async previewLesson(id, change) {
      return previewLesson(await lessonOf(store, id), change, await readExperience(past, { whole: true }));
    },
    async changeLesson(id, change, { by, reason }) {
      const refusal = onlyPeople(by, 'changes a lesson');
      if (refusal) return refusal;
      const memory = await store.read();
      const lesson = lessonIn(memory, id);
      const adopt = memory.unverified.has(id);
      const base = memory.blobs.get(id);
      const operation: Operation = personOperation(ports, lesson, change, {
        adopt,
        ...(base !== undefined && { base }),
        ...(reason !== undefined && { reason: redact(reason) }),
      });
      return oneRefused(await store.apply([operation], { message: `${change} ${id}` }));
    },
    async editLesson(id, text, { by, base, reason }) {
      const refusal = onlyPeople(by, 'edits a lesson');
      if (refusal) return refusal;
      const memory = await store.read();
      const damaged = brokenFile(memory, id);
      const changed: LessonEditResult = { state: 'conflict', reason: `${id} has been changed since this text was made from it` };
      if (damaged) {
        if (base !== undefined && (damaged.blob ?? '') !== base) return changed;
        const mended = mendedLesson({ ...ports, redact }, id, text, { ...(reason !== undefined && { reason }) });
        if (mended.state !== 'edited') return mended;
        return oneRefused(await store.apply([mended.operation], { message: `mend ${id}`, mends: damaged.path }));
      }
      const lesson = lessonIn(memory, id);
      const blob = memory.blobs.get(id);
      if (base !== undefined && blob !== base) return changed;
      const edited = editedLesson({ ...ports, redact }, lesson, text, {
        ...(reason !== undefined && { reason }),
        ...(blob !== undefined && { base: blob }),
      });
      if (edited.state !== 'edited') return edited;
      return oneRefused(await store.apply([edited.operation], { message: `edit ${id}` }));
    },
    history: (lesson) => store.history(lesson === undefined ? {} : { lesson }),
    async previewChange(change) {
      const now = await store.read();
      const acting = ({ lessons, unverified }: Pick<Memory, 'lessons' | 'unverified'>) => lessons.map((l) => asItActs(l, { unverified }));
      return previewChange(acting(now), acting(await memoryAfter(deps, now, change)), await readExperience(past, { whole: true }));
    },
    async rollback(version, { by }) {
      return onlyPeople(by, 'rolls memory back') ?? (await store.rollback(version, { message: 'Rolled back by a person' }));
    },
    operationsInEffect: () => store.inEffect(),
    async restoreLesson(lesson, { by, version }) {
      const options = { message: 'Restored by a person', ...(version !== undefined && { version }) };
      return onlyPeople(by, 'restores a lesson') ?? (await store.restore(lesson, options));
    },
    async putAside(file, { by }) {
      return onlyPeople(by, 'puts a file aside') ?? (await store.putAside(file, { message: 'Put aside by a person' }));
    },
    async revert(operation, { by }) {
      return onlyPeople(by, 'takes a change back') ?? (await store.revert(operation, { message: 'Taken back by a person' }));
    },
  };
}

async function waitingOperation(store: MemoryStore, dream: string, operation: string): Promise<Operation> {
  const waiting = (await store.proposals()).find((p) => p.dream === dream)?.operations.find((o) => o.id === operation);
  if (waiting) return waiting;
  throw new HumanError(`No operation ${operation} waits in dream ${dream}`, { next: 'See what waits: reverie memory list' });
}

/** Memory as the change would leave it. Whether it still fits is decided where it is applied. */
async function memoryAfter(
  { store, ports, redact }: MemoryDeps,
  now: Memory,
  change: MemoryChange,
): Promise<Pick<Memory, 'lessons' | 'unverified'>> {
  switch (change.do) {
    case 'rollback':
      return store.read(change.version);
    case 'approve': {
      return afterOne(store, now, approvedOperation(await waitingOperation(store, change.dream, change.operation)));
    }
    case 'edit': {
      const deps = { ...ports, redact };
      const edited = brokenFile(now, change.lesson)
        ? mendedLesson(deps, change.lesson, change.text)
        : editedLesson(deps, await lessonOf(store, change.lesson), change.text);
      if (edited.state === 'unchanged') return now;
      if (edited.state === 'invalid')
        throw new HumanError(`line ${edited.problem.line}: ${edited.problem.reason}`, { next: 'Mend the text' });
      return afterOne(store, now, edited.operation);
    }
    case 'revert':
      return withoutOperations(store, now, [change.operation]);
    case 'revert-all':
      return withoutOperations(store, now, change.operations);
  }
}

/** Each lesson that one of the operations touched as it was before; the order is that of taking back. */
async function withoutOperations(store: MemoryStore, now: Memory, operations: string[]): Promise<Pick<Memory, 'lessons' | 'unverified'>> {
  const versions = await store.history();
  let left: Pick<Memory, 'lessons' | 'unverified'> = now;
  for (const operation of operations) {
    const index = versions.findIndex((v) => v.operations.some((o) => o.id === operation));
    const [made, parent] = versions.slice(index, index + 2);
    if (index < 0 || !made || !parent) {
      throw new HumanError(`There is no operation ${operation} in this memory`, { next: 'List them: reverie memory history' });
    }
    const [after, before] = [await store.read(made.commit), await store.read(parent.commit)];
    const touched = new Set(differencesOf(before.lessons, after.lessons).map((d) => d.lesson));
    const pick = (from: Pick<Memory, 'lessons' | 'unverified'>, wanted: (id: string) => boolean) => ({
      lessons: from.lessons.filter((l) => wanted(l.id)),
      unverified: [...from.unverified].filter(wanted),
    });
    const [kept, old] = [pick(left, (id) => !touched.has(id)), pick(before, (id) => touched.has(id))];
    left = { lessons: [...kept.lessons, ...old.lessons], unverified: new Set([...kept.unverified, ...old.unverified]) };
  }
  return left;
}

async function afterOne(store: MemoryStore, now: Memory, operation: Operation): Promise<Pick<Memory, 'lessons' | 'unverified'>> {
  const fitted = await store.onNewest(operation);
  const result =
    fitted.state === 'fits'
      ? applyOperation(new Map(now.lessons.map((l) => [l.id, l])), fitted.operation)
      : { state: 'refused' as const, reason: fitted.reason };
  if (result.state === 'refused') {
    throw new HumanError(`This change no longer fits: ${result.reason}`, { next: 'Look at what memory says now, and decide again' });
  }
  const edited = new Set(result.edits.map((e) => e.id));
  return { lessons: [...result.lessons.values()], unverified: new Set([...now.unverified].filter((id) => !edited.has(id))) };
}

async function lessonOf(store: MemoryStore, id: string): Promise<Lesson> {
  return lessonIn(await store.read(), id);
}

/** The file of a lesson that cannot be read, and that no other file has. */
function brokenFile({ lessons, broken }: Memory, id: string): BrokenLesson | undefined {
  return lessons.some((l) => l.id === id) ? undefined : broken.find((b) => b.path.endsWith(`/${id}.md`));
}

function lessonIn(memory: Memory, id: string): Lesson {
  const lesson = memory.lessons.find((l) => l.id === id);
  if (lesson) return lesson;
  const damaged = brokenFile(memory, id);
  if (damaged)
    throw new HumanError(`The lesson ${id} cannot be read: ${damaged.reason}`, {
      next: `Mend it: reverie memory edit ${id}; or bring the last version back that could be read: reverie memory restore ${id}; or put the file aside: reverie memory retire ${id}`,
    });
  throw new HumanError(`There is no lesson ${id}`, { next: 'Run reverie memory list' });
}

/** Only people change memory by hand; whoever else asks is told so. */
function onlyPeople(by: Speaker, what: string): ApplyResult | undefined {
  return by === 'person'
    ? undefined
    : { state: 'refused', reason: `only a person ${what}, and this came from ${by === 'agent' ? 'an agent' : 'automation'}` };
}

/** The only operation did not fit: for the caller that is a refusal. */
function oneRefused(result: ApplyResult): ApplyResult {
  const [refused] = result.state === 'applied' && result.operations.length === 0 ? result.refused : [];
  return refused ? { state: 'refused', reason: refused.reason } : result;
}
