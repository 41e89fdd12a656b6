/** Tells a review's coverage as a readable Markdown document: every changed file, whether it was reviewed, and why not. */
import type { FileCoverage } from '../changes/coverage.js';
import { countOf } from './count-of.js';
import { code, plain } from './markdown-text.js';
import { type StoryLink, withoutLinks } from './story-link.js';
import type { TranscriptRecord } from './transcript-store.js';

/** More rows than anyone reads make a document that no preview shows. */
const mostRows = 5_000;

export function coverageStory(record: TranscriptRecord, link: StoryLink = withoutLinks): string {
  const files = record.events.flatMap((event) => (event.type === 'coverage' ? event.files : []));
  const of = (state: FileCoverage['state']) => files.filter((file) => file.state === state);
  const [reviewed, skipped, failed] = [of('reviewed'), of('skipped'), of('failed')];
  const hunks = (list: FileCoverage[]) => list.reduce((sum, file) => sum + file.hunks, 0);
  const transcript = link({ kind: 'transcript', id: record.id }, code(record.id));
  const parts = [
    '# Coverage',
    files.length === 0
      ? `Of the review ${transcript} no coverage is recorded: it found no change, or it did not come so far.`
      : `The review ${transcript} looked at ${countOf(reviewed.length, 'file')} with ${countOf(hunks(reviewed), 'hunk')}; ${countOf(skipped.length, 'file')} skipped, ${countOf(failed.length, 'file')} failed.`,
    ...section('Failed', failed, link),
    ...section('Skipped', skipped, link),
    ...section('Reviewed', reviewed, link),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(title: string, files: FileCoverage[], link: StoryLink): string[] {
  if (files.length === 0) return [];
  const rows = files.slice(0, mostRows).map((file) => {
    const why = file.state === 'reviewed' ? '' : `: ${plain(file.reason)}`;
    return `- ${link({ kind: 'code', path: file.path }, code(file.path))}, ${countOf(file.hunks, 'hunk')}${why}`;
  });
  const more = files.length - rows.length;
  return [`## ${title} (${files.length})`, [...rows, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')];
}
