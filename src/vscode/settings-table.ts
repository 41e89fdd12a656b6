/** Every setting with its type, default and scope, as `contributes.configuration` must declare it. */

export const settings = {
  'reverie.dream.enabled': { type: 'boolean', default: true, scope: 'window' },
  'reverie.dream.idleMinutes': { type: 'number', default: 10, minimum: 0, scope: 'window' },
  'reverie.dream.minTranscripts': { type: 'integer', default: 3, minimum: 1, scope: 'window' },
  'reverie.dream.dailyAt': { type: 'string', default: '03:00', pattern: '^$|^([01]\\d|2[0-3]):[0-5]\\d$', scope: 'window' },
  /** Machine-scoped: a repo's own settings can never let memory change by itself. */
  'reverie.dream.apply': { type: 'string', default: 'auto', enum: ['auto', 'ask'], scope: 'machine' },
  'reverie.review.diagnostics': { type: 'boolean', default: true, scope: 'window' },
  /** Machine-scoped: a repo's own settings can never name a program to run. */
  'reverie.analyzers': { type: 'array', default: [], scope: 'machine' },
} as const;

export type DreamSettings = {
  enabled: boolean;
  /** Minutes, may be a fraction. */
  idleMinutes: number;
  minTranscripts: number;
  /** Local time `HH:MM`; empty for none. */
  dailyAt: string;
  apply: 'auto' | 'ask';
};
