/** What the status bar says: one line of text, a tooltip, and whether it asks for attention. */
import type { ReverieStore } from './reverie-store.js';
import { openCount } from './findings-tree.js';
import { agentLines, busyAgents, costWords } from './model/model-words.js';
import { ago, count } from './words.js';
import { l10n } from './l10n.js';

export type StatusText = { text: string; tooltip: string };

/** `modelHint`: say that rules review alone, and what is missing. */
export function statusText(
  store: Pick<ReverieStore, 'state' | 'sessions'>,
  now: Date,
  { modelHint = false, paused = false }: { modelHint?: boolean; paused?: boolean } = {},
): StatusText {
  if (store.state === 'untrusted') return { text: '$(shield) Reverie', tooltip: l10n.t('Reverie does not run in Restricted Mode') };
  const { sessions } = store;
  const reviewing = sessions.find((s) => s.reviewing)?.reviewing;
  const dreaming = sessions.find((s) => s.dreaming)?.dreaming;
  const waiting = sum(sessions.map((s) => sum((s.proposals.last ?? []).map((p) => p.operations.length))));
  const open = sum(sessions.map((s) => openCount(s.shown?.findings ?? [])));
  const lastDream = sessions
    .flatMap((s) => s.journal.last?.filter((d) => d.state === 'done').map((d) => d.endedAt) ?? [])
    .toSorted()
    .at(-1);
  const tooltip = [
    ...(paused ? [l10n.t('Paused: nothing begins by itself')] : []),
    sessions.some((s) => s.shown) ? count(open, 'finding') : l10n.t('Nothing reviewed yet'),
    ...sessions.map((s) => (s.report ? costWords(s.report) : '')).filter(Boolean),
    ...(waiting > 0 ? [waiting === 1 ? l10n.t('1 proposal waits for you') : l10n.t('{0} proposals wait for you', waiting)] : []),
    lastDream ? l10n.t('Last dream {0}', ago(lastDream, now)) : l10n.t('No dream yet'),
    ...(modelHint ? [l10n.t('The rules review alone: with an API key, agents do as well')] : []),
  ].join('\n');
  if (reviewing) {
    const far = reviewing.total > 0 ? ` ${reviewing.done}/${reviewing.total}` : '';
    const { agents, what } = reviewing;
    const busy = busyAgents(agents);
    const by = busy > 0 ? ` · ${count(busy, 'agent')}` : '';
    return {
      text: `$(loading~spin) ${l10n.t('Reviewing')}${far}${by}`,
      tooltip: [...(agents.length > 0 ? agentLines(agents) : [what]), tooltip].join('\n'),
    };
  }
  if (dreaming) return { text: `$(loading~spin) ${l10n.t('Dreaming')}`, tooltip: `${dreaming.what}\n${tooltip}` };
  const parts = [open > 0 ? count(open, 'finding') : '', waiting > 0 ? l10n.t('{0} waiting', waiting) : ''].filter(Boolean);
  if (paused) return { text: `$(debug-pause) ${[...parts, l10n.t('paused')].join(' · ')}`, tooltip };
  const quiet = lastDream ? l10n.t('dreamt {0}', ago(lastDream, now)) : 'Reverie';
  return { text: `$(sparkle) ${parts.join(' · ') || quiet}`, tooltip };
}

function sum(numbers: number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
