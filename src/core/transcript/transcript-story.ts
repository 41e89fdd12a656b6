/** Tells a transcript as a readable Markdown document: what happened in one review or one dream, in order. */
import { countOf } from './count-of.js';
import { dreamStory } from './dream-story.js';
import { code, plain } from './markdown-text.js';
import { reviewStory } from './review-story.js';
import { type StoryLink, withoutLinks } from './story-link.js';
import { kindOfId } from './transcript-id.js';
import type { TranscriptEvent } from './transcript-event.js';
import type { TranscriptRecord } from './transcript-store.js';

type Of<T extends TranscriptEvent['type']> = Extract<TranscriptEvent, { type: T }>;

export function transcriptStory(record: TranscriptRecord, link: StoryLink = withoutLinks): string {
  const started = record.events.find((event) => event.type === 'started');
  const kind = started?.kind ?? kindOfId(record.id);
  const parts = [
    ...(started ? opening(started) : unreadable(record)),
    ...(record.state === 'unreadable' ? [] : kind === 'dream' ? dreamStory(record.events, link) : reviewStory(record.events, link)),
    ...troubles(record.events),
    ...ending(record),
    ...damage(record),
  ];
  return `${parts.join('\n\n')}\n`;
}

function unreadable({ id, state }: TranscriptRecord): string[] {
  const title = { review: 'Review', dream: 'Dream', transcript: 'Transcript' }[kindOfId(id) ?? 'transcript'];
  return [`# ${title} ${code(id)}`, state === 'unreadable' ? 'It cannot be read.' : 'Its beginning cannot be read.'];
}

function opening(started: Of<'started'>): string[] {
  const title = started.kind === 'dream' ? `Dream (${started.trigger})` : `Review of ${scopeText(started)}`;
  const memory = started.memory === null ? 'Memory was empty.' : `Memory was at version ${code(started.memory.slice(0, 10))}.`;
  return [`# ${title}`, `${code(started.id)} began ${time(started.at)}, recorded by Reverie ${plain(started.tool)}. ${memory}`];
}

function scopeText({ scope }: Extract<Of<'started'>, { kind: 'review' }>): string {
  switch (scope.kind) {
    case 'uncommitted':
      return 'all uncommitted changes';
    case 'staged':
      return 'the staged changes';
    case 'unstaged':
      return 'the unstaged changes';
    case 'branch':
      return scope.base === undefined ? 'the branch' : `the branch since ${plain(scope.base)}`;
    case 'commit':
      return `the commit ${plain(scope.commit.slice(0, 40))}`;
    case 'range':
      return `the range ${plain(scope.from)}..${plain(scope.to)}`;
    case 'files':
      if (scope.lines) return `lines ${scope.lines.startLine}-${scope.lines.endLine} of the file ${plain(scope.paths.join(', '))}`;
      return scope.paths.length === 1 ? `the file ${plain(scope.paths[0] ?? '')}` : `${scope.paths.length} files`;
  }
  return 'changes';
}

function troubles(events: TranscriptEvent[]): string[] {
  const failures = events.flatMap((event) => (event.type === 'failure' ? [`- ${plain(event.where)}: ${plain(event.reason)}`] : []));
  return failures.length > 0 ? ['## What went wrong', failures.join('\n')] : [];
}

function ending({ events, state }: TranscriptRecord): string[] {
  const ended = events.find((event) => event.type === 'ended');
  if (state === 'unreadable') return [];
  if (!ended) {
    return ['## How it ended', state === 'open' ? 'It has not ended yet.' : 'It was cut off: whoever wrote it stopped before the end.'];
  }
  const { usage } = ended;
  const because = ended.reason === undefined ? '' : `: ${plain(ended.reason)}`;
  const counts = Object.entries(ended.counts).map(([what, count]) => `${plain(what)} ${count}`);
  const cost = usage.costUsd === null ? 'at an unknown price' : `for ${usage.costUsd.toFixed(4)} USD`;
  const tokens = `${countOf(usage.requests, 'model request')}, ${usage.inputTokens} tokens in (${usage.cachedTokens} cached) and ${usage.outputTokens} out, ${cost}.`;
  return [
    '## How it ended',
    [
      `It was ${outcomes[ended.state]}${because} ${time(ended.at)}, after ${(usage.wallMs / 1000).toFixed(1)} s.`,
      ...(counts.length > 0 ? [`Counted: ${counts.join(', ')}.`] : []),
      usage.requests === 0 ? 'No model was used.' : tokens,
    ].join(' '),
  ];
}

const outcomes = { done: 'done', cancelled: 'cancelled', failed: 'ended by a failure', skipped: 'skipped' } as const;

/** Nothing is lost silently: what cannot be read is named. */
function damage({ state, unreadable, torn }: TranscriptRecord): string[] {
  const lines = unreadable.map(({ reason }) => `- ${state === 'unreadable' ? '' : 'One line: '}${plain(reason)}`);
  if (torn) lines.push(`- The last ${torn.bytes} bytes were torn off while they were written`);
  return lines.length > 0 ? ['## What cannot be read', lines.join('\n')] : [];
}

function time(at: string): string {
  return `on ${plain(at.slice(0, 10))} at ${plain(at.slice(11, 19))} UTC`;
}
