/** What all agents of a unit are told first, byte for byte the same, so that it is cached once: the review, the change, leads and lessons. */
import type { ChosenLesson } from '../../memory/choose-lessons.js';
import type { ChatBlock, ChatMessage } from '../../model/chat-model.js';
import { severities } from '../finding.js';
import { asData } from './data-marking.js';
import { type Lead, leadText } from './lead-finding.js';
import { renderDiff } from './render-diff.js';
import type { ReviewUnit } from './review-units.js';
import type { RepoReading } from './tools/repo-reading.js';
import { sideLines } from './tools/show-diff.js';
import { lessonsText } from './unit-lessons.js';

/** Unchanged lines around each hunk. */
export const contextLines = 12;

export type SharedInput = {
  repo: RepoReading;
  boundary: string;
  unit: ReviewUnit;
  units: ReviewUnit[];
  /** All of the review. */
  leads: Lead[];
  /** Those that are for all agents of the unit. */
  lessons: ChosenLesson[];
  /** Of the earlier review whose findings are carried, when only what changed since is shown. */
  since?: string;
};

export async function sharedPrompt(input: SharedInput): Promise<string> {
  const { repo, boundary, unit, units, lessons, since } = input;
  const paths = new Set(unit.files.map(({ file }) => file.path));
  const leads = input.leads.filter(({ candidate }) => paths.has(candidate.anchor.path));
  const diffs: string[] = [];
  for (const { file } of unit.files) {
    const [old, now] = await Promise.all([sideLines(repo, file, 'old'), sideLines(repo, file, 'new')]);
    const renamed = file.oldPath === undefined ? '' : `, was ${file.oldPath}`;
    diffs.push(asData(boundary, `diff of ${file.path} (${file.status}${renamed})`, renderDiff(file, old, now, contextLines).join('\n')));
  }
  const others = units.filter((u) => u !== unit).flatMap((u) => u.files.map(({ file }) => `${file.path} (${file.status})`));
  return [
    `The id of this review's data is ${boundary}.`,
    since === undefined
      ? ''
      : `An earlier review has seen the rest of this change; what follows is what changed since. Its findings are kept: do not repeat them.`,
    '# The unit under review',
    ...diffs,
    others.length > 0 ? `# Also changed, reviewed by others\n${asData(boundary, 'paths', others.slice(0, 200).join('\n'))}` : '',
    leads.length > 0 ? `# Leads of analyzers in this unit\n${asData(boundary, 'leads', leadLines(leads))}` : '',
    lessons.length > 0 ? `# Lessons of this repository\n${lessonsText(boundary, lessons)}` : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** More leads than this nobody judges one by one: the worst ones are shown. */
const mostLeads = 100;

function leadLines(leads: Lead[]): string {
  const worst = leads.toSorted((a, b) => severities.indexOf(a.candidate.severity) - severities.indexOf(b.candidate.severity));
  const rest = leads.length - mostLeads;
  const shown = new Set(worst.slice(0, mostLeads));
  const lines = leads.filter((lead) => shown.has(lead)).map(leadText);
  return [...lines, ...(rest > 0 ? [`[${rest} more leads are not shown]`] : [])].join('\n');
}

/** A text of several units as far as it fits, still marked as data to its end. */
export function cutShown(text: string, boundary: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most);
  const open = cut.lastIndexOf(`<data id="${boundary}"`) > cut.lastIndexOf(`</data id="${boundary}">`);
  return `${cut.slice(0, cut.lastIndexOf('\n') + 1)}${open ? `</data id="${boundary}">\n` : ''}[the rest of the change is not shown: show_diff and read_file tell it]`;
}

/** The messages that a unit's agents begin with: the shared part, marked for the cache, then what is their own. */
export function opening(shared: string, own: string): ChatMessage[] {
  const content: ChatBlock[] = [
    { type: 'text', text: shared, cache: true },
    { type: 'text', text: own },
  ];
  return [{ role: 'user', content }];
}
