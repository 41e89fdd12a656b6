/** A whole review by agents over a fake change, with a model that answers by script. */
import type { ChatRequest } from '../../src/core/model/chat-model.js';
import type { DaySpend } from '../../src/core/model/day-spend.js';
import { defaultModelIds, modelTable } from '../../src/core/model/model-table.js';
import { createModelReviewer, type ModelReviewerDeps } from '../../src/core/review/agents/create-model-reviewer.js';
import type { AgentProgress, ModelReviewInput, ModelReviewOutcome } from '../../src/core/review/agents/model-reviewer.js';
import { builtInRubric } from '../../src/core/review/agents/rubric.js';
import type { Candidate } from '../../src/core/review/finding.js';
import { TranscriptPayload } from '../../src/core/transcript/transcript-event.js';
import { type FakeFile, fakeChange } from '../node/analysis/fake-change.js';
import { fakePorts } from './ports.js';
import { type ScriptedAnswer, scriptedModel, type ScriptedModel } from './scripted-model.js';

export const noDay: DaySpend = { reserve: async () => ({ state: 'granted', id: 'd' }), settle: async () => undefined };
export const cart: FakeFile[] = [
  {
    path: 'src/cart.js',
    before: 'export const total = (items) => items.length;\n',
    after: 'export const total = (items) => items.lenght;\n',
  },
];

export const finding = (over: object = {}): { name: string; input: unknown } => ({
  name: 'report_finding',
  input: {
    path: 'src/cart.js',
    start_line: 1,
    end_line: 1,
    quote: 'export const total = (items) => items.lenght;',
    title: 'Misspelled property makes the total undefined',
    why: 'items.lenght does not exist, so every total is undefined.',
    severity: 'high',
    category: 'correctness',
    confidence: 0.8,
    ...over,
  },
});

/** Which agent a request is from, by what it was told last. */
export const roleOf = (request: ChatRequest): string => {
  const [first] = request.messages;
  const text = first!.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
  if (request.mustCall !== undefined) return request.mustCall === 'assign' ? 'lead' : 'grader';
  if (text.includes('Try to refute')) return 'verifier';
  if (text.includes('asks for a revision')) return 'reviser';
  return /Your focus: (?:interfaces and )?([a-z]+)/.exec(text)?.[1] ?? 'sole';
};
export const roundOf = (request: ChatRequest): number => request.messages.filter((m) => m.role === 'user').length;

export const satisfied = {
  calls: [
    { name: 'grade', input: { criteria: builtInRubric().criteria.map(({ id }) => ({ id, met: true, evidence: '', note: 'fine' })) } },
  ],
};
export const judge = (outcome: string): ScriptedAnswer => ({
  calls: [{ name: 'judge_findings', input: { judgements: [{ id: 'c1', outcome, reason: 'It was looked at.' }] } }],
});

export type Ran = {
  outcome: ModelReviewOutcome;
  payloads: TranscriptPayload[];
  emitted: Candidate[];
  progress: AgentProgress[];
  model: ScriptedModel;
};
export type RunOptions = {
  model?: ScriptedModel;
  others?: Record<string, string>;
  files?: FakeFile[];
  input?: Partial<ModelReviewInput>;
  deps?: Partial<ModelReviewerDeps>;
};

export async function reviewFake(
  answer: (role: string, round: number, request: ChatRequest) => ScriptedAnswer,
  options: RunOptions = {},
): Promise<Ran> {
  const ports = fakePorts();
  const model =
    options.model ??
    scriptedModel(Array.from({ length: 200 }, () => (request: ChatRequest) => answer(roleOf(request), roundOf(request), request)));
  const payloads: TranscriptPayload[] = [];
  const emitted: Candidate[] = [];
  const progress: AgentProgress[] = [];
  const reviewer = createModelReviewer({
    ports: {
      ...ports,
      clock: { ...ports.clock, now: () => ports.clock.now(), monotonic: () => ports.clock.monotonic(), sleep: async () => undefined },
    },
    redact: (text) => text.replaceAll('S3CRET', '‹secret:test:1›'),
    access: { model, ids: defaultModelIds, table: modelTable(), dayLimits: {} },
    day: noDay,
    history: () => ({ blame: async () => [], log: async () => [] }),
    team: async () => ({ specialists: [], rubric: builtInRubric(), problems: [] }),
    covered: async () => [],
    whole: async ({ last }) => last.finding,
    ...options.deps,
  });
  const outcome = await reviewer.review(
    {
      ...fakeChange(options.files ?? cart, options.others),
      request: { effort: 'standard', budget: {} },
      leads: [],
      known: new Map(),
      lessons: [],
      signal: new AbortController().signal,
      record: async (payload) => void payloads.push(TranscriptPayload.parse(payload)),
      onProgress: (p) => progress.push(p),
      ...options.input,
    },
    (candidate) => emitted.push(candidate),
  );
  return { outcome, payloads, emitted, progress, model };
}

export const usual = (role: string, round: number): ScriptedAnswer =>
  role === 'sole' && round === 1
    ? { calls: [finding()] }
    : role === 'verifier' && round === 1
      ? judge('confirmed')
      : role === 'grader'
        ? satisfied
        : { text: 'Done.' };

export const large = (count: number): FakeFile[] =>
  Array.from({ length: count }, (_, i) => ({
    path: `pkg${i}/part${i}.js`,
    before: 'x\n',
    after: `${Array.from({ length: 200 }, (_, k) => `const v${i}_${k} = ask(${k});`).join('\n')}\n`,
  }));
