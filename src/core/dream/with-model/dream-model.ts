/** The model's part in a dream, as the dream meets it: it reflects on what is new, and proposes drafts that are tested like all others. */
import type { Lesson } from '../../memory/lesson.js';
import type { AgentProgress } from '../../review/agents/model-reviewer.js';
import type { TranscriptPayload } from '../../transcript/transcript-event.js';
import type { Draft } from '../draft.js';
import type { Experience } from '../experience.js';
import type { DreamModelRequest, ModelUsage, Unsupported } from './model-part.js';

export type ReflectInput = {
  experience: Experience;
  /** Lessons that operations brought, as they are before the dream. */
  lessons: Lesson[];
  /** Ids of lessons that no operation brought: nothing is proposed for them. */
  unverified: ReadonlySet<string>;
  /** What the statistics ask for: they come first. */
  statistics: Draft[];
  /** See `unwantedSince`. */
  since: Map<string, string>;
  /** When the dream began, ISO 8601. */
  at: string;
  request: DreamModelRequest;
  signal: AbortSignal;
  /** Durable once it resolves. */
  record(payload: TranscriptPayload): Promise<void>;
  onProgress(progress: AgentProgress): void;
  /** Hears what was spent so far, after each agent: it counts whatever happens then. */
  onUsage(usage: ModelUsage): void;
};

export interface DreamModel {
  /** Never throws but for bugs: a refusal, a limit, a failure or an abort leaves what was proposed until then, with a note. */
  reflect(input: ReflectInput): Promise<{ drafts: Draft[]; notes: string[]; unsupported: Unsupported[] }>;
}

/** A model that a person has allowed, or why there is none: the dream then goes on from statistics alone. */
export type OpenedDreamModel = { state: 'open'; model: DreamModel } | { state: 'none'; reason: string };
