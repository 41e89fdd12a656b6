/**
 * The settings: one schema, from which `npm run settings` makes what `package.json` declares and the defaults that the editor's part reads
 * (it starts without zod). A setting's text is `setting.<its name>` in package.nls.json; each choice of an enum has one of its own below it.
 */
import * as z from 'zod';

/** Follows the folder too: a repo may set it. */
const anywhere = { scope: 'window' };
/** A person's own on this machine: nothing that comes with a repo counts. */
const ownOnly = { scope: 'machine' };
/** Its text holds Markdown. */
const markdown = { markdown: true };
/** What does not match says why in a text of its own, `<text>.error`. */
const told = { told: true };

const usd = z.number().min(0);
const tokens = z.int().min(0);

/** Of `reverie.analyzers`: a program that is run with each review. */
const AnalyzerSetting = z.strictObject({
  name: z.string().regex(/^[\w.@ -]{1,60}$/),
  command: z.array(z.string()).min(1).meta(markdown),
  format: z.enum(['sarif', 'eslint']).optional(),
  timeoutSeconds: z.number().positive().max(3600).optional(),
  files: z.array(z.string()).optional(),
});

const ModelsSetting = z.strictObject({
  lead: z.string().optional(),
  specialist: z.string().optional(),
  verifier: z.string().optional(),
  prices: z
    .record(z.string(), z.strictObject({ inputUsd: usd.optional(), outputUsd: usd.optional(), contextTokens: z.int().min(1).optional() }))
    .optional(),
});

export const Settings = z.object({
  'reverie.dream.enabled': z.boolean().default(true).meta(anywhere),
  'reverie.dream.idleMinutes': z.number().min(0).default(10).meta(anywhere),
  'reverie.dream.minTranscripts': z.int().min(1).default(3).meta(anywhere),
  'reverie.dream.dailyAt': z
    .string()
    .regex(/^$|^([01]\d|2[0-3]):[0-5]\d$/)
    .default('03:00')
    .meta({ ...anywhere, ...markdown, ...told }),
  // a repo's own settings can never let memory change by itself
  'reverie.dream.apply': z.enum(['auto', 'ask']).default('auto').meta(ownOnly),
  'reverie.review.diagnostics': z.boolean().default(true).meta(anywhere),
  // a repo's own settings can never name a program to run
  'reverie.analyzers': z
    .array(AnalyzerSetting)
    .default([])
    .meta({ ...ownOnly, ...markdown }),
  // what follows decides who sees the code and what it costs: a person's own but for the effort
  'reverie.model.provider': z
    .enum(['auto', 'anthropic', 'vscode', 'none'])
    .default('auto')
    .meta({ ...ownOnly, ...markdown }),
  'reverie.model.baseUrl': z
    .string()
    .regex(/^$|^https?:\/\/[^\s/]/)
    .default('')
    .meta({ ...ownOnly, ...markdown, ...told }),
  'reverie.model.models': ModelsSetting.default({}).meta({ ...ownOnly, ...markdown }),
  'reverie.model.effort': z.enum(['quick', 'standard', 'thorough']).default('standard').meta(anywhere),
  'reverie.budget.review.maxUsd': usd.default(1).meta(ownOnly),
  'reverie.budget.review.maxTokens': tokens.default(2_000_000).meta(ownOnly),
  'reverie.budget.day.maxUsd': usd.default(5).meta(ownOnly),
  'reverie.budget.day.maxTokens': tokens.default(20_000_000).meta(ownOnly),
  'reverie.budget.confirmAboveUsd': usd.default(0.5).meta(ownOnly),
  'reverie.budget.dream.maxUsd': usd.default(0.5).meta(ownOnly),
  'reverie.budget.dream.maxTokens': tokens.default(1_000_000).meta(ownOnly),
});
export type Settings = z.infer<typeof Settings>;

/** The part about dreams, by short names. */
export type DreamSettings = {
  enabled: boolean;
  /** Minutes, may be a fraction. */
  idleMinutes: number;
  minTranscripts: number;
  /** Local time `HH:MM`; empty for none. */
  dailyAt: string;
  apply: Settings['reverie.dream.apply'];
};
