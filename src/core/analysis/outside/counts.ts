/** What became of the results that are not shown, told in one line for each analyzer and reason. */
import type { OutsideRemark, OutsideReport } from './outside-remark.js';

type Fate = 'elsewhere' | 'old' | 'skipped' | 'stale' | 'suppressed' | 'known' | 'beyond';

const words: Record<Fate, [one: string, many: string]> = {
  elsewhere: ['is not on changed lines', 'are not on changed lines'],
  old: ['is not new, as its report says', 'are not new, as their report says'],
  skipped: ['is in a changed file that is not reviewed', 'are in changed files that are not reviewed'],
  stale: ['speaks of another version of its file', 'speak of another version of their files'],
  suppressed: ['on changed lines is suppressed by the analyzer itself', 'on changed lines are suppressed by the analyzer itself'],
  known: ['is in the baseline already', 'are in the baseline already'],
  beyond: ['is left out, as there are too many', 'are left out, as there are too many'],
};

const unsaved: (typeof words)['stale'] = [
  'is left out, as the editor holds another text than was reviewed',
  'are left out, as the editor holds another text than was reviewed',
];

/** These are named, as far as that is short. */
const named = new Set<Fate>(['stale', 'suppressed', 'skipped']);

export type OutsideCounts = { add(fate: Fate, remark: OutsideRemark): void; sentences(): string[] };

/** Of the editor only what a person may miss is told: it shows everything else itself. */
export function counts(report: Pick<OutsideReport, 'from'>): OutsideCounts {
  const rows = new Map<string, { fate: Fate; tool: string; count: number; places: Set<string> }>();
  return {
    add(fate, remark) {
      if (report.from === 'editor' && fate !== 'stale' && fate !== 'beyond') return;
      const key = `${remark.tool}\0${fate}`;
      let row = rows.get(key);
      if (!row) rows.set(key, (row = { fate, tool: remark.tool, count: 0, places: new Set() }));
      row.count++;
      if (row.places.size < 4) row.places.add(fate === 'suppressed' ? `${remark.toolRule ?? remark.title} in ${remark.path}` : remark.path);
    },
    sentences: () =>
      [...rows.values()].map(({ fate, tool, count, places }) => {
        const [one, many] = report.from === 'editor' && fate === 'stale' ? unsaved : words[fate];
        const said = count === 1 ? `1 result of ${tool} ${one}` : `${count} results of ${tool} ${many}`;
        const list = [...places].slice(0, 3);
        return named.has(fate) ? `${said}: ${list.join(', ')}${places.size > list.length ? ', …' : ''}` : said;
      }),
  };
}
