/** The shapes of what models answer in a dream: observations of a reflector, proposals of the refiner. Checked against the digest afterwards. */
import * as z from 'zod';
import { LessonKind } from '../../memory/lesson.js';

const Quoted = z.strictObject({
  id: z.string().min(1).max(20).describe('the id of an event or of a piece of code, such as e3 or c1'),
  quote: z.string().min(3).max(400).describe('copied exactly from what is shown under that id'),
});
export type Quoted = z.infer<typeof Quoted>;

const events = z.array(Quoted).min(1).max(16).describe('the events that show it');
const code = z.array(Quoted).max(6).describe('code that shows it; may be empty');

export const Observations = z.strictObject({
  observations: z
    .array(z.strictObject({ text: z.string().min(10).max(400).describe('one pattern, as a plain statement of fact'), events, code }))
    .max(12)
    .describe('empty when nothing is clear enough'),
});
export type GivenObservation = z.infer<typeof Observations>['observations'][number];

const grounds = {
  reason: z.string().min(10).max(400).describe('why memory should change, in one sentence'),
  events,
  code,
  contradicts: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(100).describe('the id of a lesson, or of an event, that says the opposite'),
        why: z.string().min(10).max(400).describe('why the proposal is right all the same'),
      }),
    )
    .max(8)
    .describe('everything shown that speaks against it; empty when nothing does'),
};

const content = {
  kind: LessonKind,
  statement: z.string().min(10).max(240).describe('what this repository taught, in one sentence: a fact, not a command'),
  explanation: z.string().max(1_000).describe('what a reader has to know besides; may be empty'),
  paths: z.array(z.string().min(1).max(200)).min(1).max(5).describe('globs from the root, as narrow as the cited findings'),
  rules: z.array(z.string().min(1).max(200)).max(5).describe('rules of the cited findings that it is about; empty for none'),
  symbols: z.array(z.string().min(1).max(200)).max(5).describe('symbols of the cited findings that it is limited to; usually empty'),
  effect: z.enum(['hold-back', 'raise', 'none']).describe('what it does to further findings in its scope'),
  like_code: z.string().max(20).optional().describe('the id of a piece of code, to limit the effect to code of the same shape'),
};

const lesson = z.string().min(1).max(80).describe('the id of a lesson');

export const Proposals = z.strictObject({
  proposals: z
    .array(
      z.discriminatedUnion('op', [
        z.strictObject({ op: z.literal('add'), ...content, ...grounds }),
        z.strictObject({ op: z.literal('revise'), lesson, ...content, ...grounds }),
        z.strictObject({ op: z.literal('merge'), lesson, from: z.array(lesson).min(1).max(8), ...content, ...grounds }),
        z.strictObject({ op: z.literal('retire'), lesson, superseded_by: lesson.optional(), ...grounds }),
        z.strictObject({ op: z.literal('sleep'), lesson, ...grounds }),
        z.strictObject({ op: z.literal('wake'), lesson, ...grounds }),
      ]),
    )
    .max(16)
    .describe('empty when memory is right as it is'),
});
export type Proposal = z.infer<typeof Proposals>['proposals'][number];
export type ContentProposal = Extract<Proposal, { statement: string }>;

/** A proposal in one line. */
export function proposalWords(proposal: Proposal): string {
  return 'statement' in proposal ? `${proposal.op}: ${proposal.statement}` : `${proposal.op} ${proposal.lesson}`;
}
