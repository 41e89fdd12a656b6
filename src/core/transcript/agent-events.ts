/** The events of agents in a transcript: enough to replay and to audit what every model was sent, answered and cost. All texts are redacted. */
import * as z from 'zod';

export const AgentUsage = z.object({ inputTokens: z.int(), cacheWriteTokens: z.int(), cacheReadTokens: z.int(), outputTokens: z.int() });

export const AgentRole = z.enum(['lead', 'specialist', 'verifier', 'grader', 'reflector', 'refiner']);
export type AgentRole = z.infer<typeof AgentRole>;

/** A text that prompts are made of, kept once: agents name it by its hash. */
const promptPart = z.object({ type: z.literal('prompt-part'), sha256: z.string(), text: z.string() });

const agentStarted = z.object({
  type: z.literal('agent-started'),
  /** Unique in this transcript. */
  agent: z.string(),
  role: AgentRole,
  /** Such as the specialist's name. */
  name: z.string(),
  provider: z.string(),
  model: z.string(),
  effort: z.string().optional(),
  /** Hashes of the parts that its first request was made of, in order: system, then the blocks of the first message. */
  prompt: z.array(z.string()),
  tools: z.array(z.string()),
});

const turn = z.object({
  type: z.literal('turn'),
  agent: z.string(),
  /** From 1. */
  round: z.int(),
  text: z.string(),
  calls: z.array(z.object({ id: z.string(), name: z.string(), input: z.unknown(), broken: z.string().optional() })),
  stop: z.string(),
  usage: AgentUsage,
  /** Null when the model's price is unknown. */
  costUsd: z.number().nullable(),
  wallMs: z.number(),
});

const toolResult = z.object({
  type: z.literal('tool-result'),
  agent: z.string(),
  call: z.string(),
  name: z.string(),
  text: z.string(),
  isError: z.boolean(),
  wallMs: z.number(),
});

const waited = z.object({ type: z.literal('waited'), agent: z.string(), why: z.string(), ms: z.number() });

const agentEnded = z.object({
  type: z.literal('agent-ended'),
  agent: z.string(),
  state: z.enum(['done', 'rounds', 'budget', 'cancelled', 'refused', 'failed']),
  reason: z.string().optional(),
  usage: AgentUsage,
  costUsd: z.number().nullable(),
  /** Calls of the model, those that failed counted. */
  requests: z.int().optional(),
});

/** What the lead decided: which units, who looks at them, and what it should cost at most. */
const planned = z.object({
  type: z.literal('planned'),
  effort: z.string(),
  units: z.array(z.object({ id: z.string(), title: z.string(), paths: z.array(z.string()) })),
  agents: z.array(z.object({ name: z.string(), units: z.array(z.string()), model: z.string() })),
  why: z.string(),
  estimate: z.object({ inputTokens: z.int(), outputTokens: z.int(), costUsd: z.number().nullable() }),
});

/** What became of one candidate of an agent before it was shown, or why it was not. */
const verified = z.object({
  type: z.literal('verified'),
  agent: z.string(),
  title: z.string(),
  path: z.string(),
  line: z.int().optional(),
  outcome: z.enum(['confirmed', 'plausible', 'refuted', 'merged', 'withdrawn']),
  by: z.enum(['check', 'verifier', 'lead', 'agent']),
  reason: z.string(),
});

export const Grade = z.object({
  state: z.enum(['satisfied', 'needs-revision', 'limit-reached', 'failed']),
  /** Rounds of revision that were used. */
  rounds: z.int(),
  criteria: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      met: z.boolean(),
      /** Quoted from the review. */ evidence: z.string(),
      note: z.string(),
    }),
  ),
  reason: z.string().optional(),
});
export type Grade = z.infer<typeof Grade>;

const graded = z.object({ type: z.literal('graded'), round: z.int(), grade: Grade });

/** What agents have looked at: a re-review with no more effort shows them only other hunks. */
export const AgentCovered = z.object({
  type: z.literal('agent-covered'),
  effort: z.enum(['quick', 'standard', 'thorough']),
  files: z.array(z.object({ path: z.string(), /** SHA-256 of each hunk's removed and added lines. */ hunks: z.array(z.string()) })),
});
export type AgentCovered = z.infer<typeof AgentCovered>;

/** The lessons that stood in the prompts of a unit: of all its agents, or of the one specialist they are addressed to. */
export const LessonsShown = z.object({
  type: z.literal('lessons-shown'),
  unit: z.string(),
  /** `all`, or the name of the specialist. */
  audience: z.string(),
  lessons: z.array(z.object({ lesson: z.string(), why: z.string() })),
  /** In scope and not shown. */
  leftOut: z.array(z.object({ lesson: z.string(), why: z.string() })),
  tokens: z.int(),
});
export type LessonsShown = z.infer<typeof LessonsShown>;

/** Work that was not done because of a budget, a limit or a person. */
const stopped = z.object({ type: z.literal('stopped'), what: z.string(), reason: z.string() });

/** What a specialist saw in its own episodes while dreaming, with the places of what it cites: `<file>#<line>` of a record, `<path>:<line>` of code. */
const reflected = z.object({ type: z.literal('reflected'), agent: z.string(), text: z.string(), cites: z.array(z.string()) });

/** What a model said in a dream and nothing supports: an observation or a proposal in one line, and why it was dropped. */
const unsupported = z.object({ type: z.literal('unsupported'), agent: z.string(), what: z.string(), reason: z.string() });

export const agentPayloads = [
  promptPart,
  agentStarted,
  turn,
  toolResult,
  waited,
  agentEnded,
  planned,
  verified,
  graded,
  AgentCovered,
  LessonsShown,
  stopped,
  reflected,
  unsupported,
] as const;
