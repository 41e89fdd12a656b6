/** The lessons as an operation that is not in memory would leave them, on what memory says now. */
import type { Lesson } from '../core/memory/lesson.js';
import type { Operation } from '../core/memory/operation.js';
import type { Engine } from './engine.js';
import type { RepoSession } from './repo-session.js';

export type OperationLessons =
  { state: 'fits'; lessons: ReadonlyMap<string, Lesson>; changed: string[] } | { state: 'refused'; reason: string };

/** Undefined when neither a proposal nor the journal knows it. What waits is taken as a person's approval would make it. */
export async function lessonsAfter(
  session: RepoSession,
  engine: () => Promise<Pick<Engine, 'applyOperation' | 'approvedOperation'>>,
  dream: string,
  id: string,
): Promise<OperationLessons | undefined> {
  const { applyOperation, approvedOperation } = await engine();
  const operation = await find(session, dream, id, approvedOperation);
  if (!operation) return undefined;
  const { lessons } = await session.memory.get();
  const result = applyOperation(new Map(lessons.map((l) => [l.id, l])), operation);
  if (result.state === 'refused') return result;
  return { state: 'fits', lessons: result.lessons, changed: result.edits.map((e) => e.id) };
}

async function find(
  session: RepoSession,
  dream: string,
  id: string,
  approved: (operation: Operation) => Operation,
): Promise<Operation | undefined> {
  const proposals = await session.proposals.get();
  const waiting = proposals.find((p) => p.dream === dream)?.operations.find((o) => o.id === id);
  if (waiting) return approved(waiting);
  const journal = await session.journal.get();
  return journal.find((d) => d.dream === dream)?.operations.find((o) => o.operation.id === id)?.operation;
}
