/** The middle of a dream's story: what it read, what it proposed, how that was tested and what became of it. */
import type { BacktestResult } from '../dream/backtest-result.js';
import { countOf } from './count-of.js';
import { code, plain } from './markdown-text.js';
import { reflections } from './reflection-story.js';
import { type StoryLink, withoutLinks } from './story-link.js';
import type { TranscriptEvent } from './transcript-event.js';

/** Paragraphs in Markdown. */
export function dreamStory(events: TranscriptEvent[], link: StoryLink = withoutLinks): string[] {
  return [
    ...readings(events, link),
    ...reflections(events),
    ...proposals(events, link),
    ...applications(events),
    ...notes(events),
    ...healths(events),
  ];
}

function readings(events: TranscriptEvent[], link: StoryLink): string[] {
  const episodes = events.flatMap((event) =>
    event.type === 'episode'
      ? [
          `- ${link({ kind: 'transcript', id: event.review }, code(event.review))}: ${countOf(event.findings, 'finding')}, ${countOf(event.verdicts, 'verdict')}`,
        ]
      : [],
  );
  return ['## What it read', episodes.length > 0 ? episodes.join('\n') : 'No review.'];
}

function proposals(events: TranscriptEvent[], link: StoryLink): string[] {
  const decisions = new Map(events.flatMap((event) => (event.type === 'decided' ? [[event.operation, event] as const] : [])));
  const told = events.flatMap((event) => {
    if (event.type !== 'proposed') return [];
    const { operation, backtest } = event;
    const decided = decisions.get(operation.id);
    const statement = 'value' in operation ? [`“${plain(operation.value.statement)}”.`] : [];
    return [
      `### ${operation.op} ${link({ kind: 'lesson', id: operation.lesson }, code(operation.lesson))}`,
      [
        ...statement,
        `Why: ${plain(operation.reason)} (on the authority of ${operation.by}, ${countOf(operation.evidence.length, 'citation')}).`,
      ].join(' '),
      ...(backtest ? [backtestText(backtest)] : []),
      decided ? `Decision: **${decided.decision}**, because ${plain(decided.reason)}` : 'Nothing was decided.',
    ];
  });
  return told.length > 0 ? ['## What it proposed', ...told] : ['## It proposed nothing'];
}

function backtestText({ heldOut, none, old, new: changed, right, result, reason }: BacktestResult): string {
  const row = (name: string, t: BacktestResult['none']) =>
    `| ${name} | ${t.acceptedShown} | ${t.acceptedHidden} | ${t.rejectedShown} | ${t.rejectedHidden} |`;
  return [
    `Backtest on ${countOf(heldOut, 'past finding')}: **${result}**, ${plain(reason)}`,
    '',
    '| memory | accepted shown | accepted hidden | rejected shown | rejected hidden |',
    '| --- | ---: | ---: | ---: | ---: |',
    row('none', none),
    row('before', old),
    row('after', changed),
    ...(right && right.of > 0
      ? ['', `It would have been right in ${right.hits} of ${right.of} (95 % interval: ${right.low} to ${right.high}).`]
      : []),
  ].join('\n');
}

function applications(events: TranscriptEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'applied'
      ? [
          '## What changed in memory',
          `Version ${code(event.version.slice(0, 10))}: ${countOf(event.operations.length, 'operation')} applied.`,
        ]
      : [],
  );
}

function notes(events: TranscriptEvent[]): string[] {
  const told = events.flatMap((event) => (event.type === 'noted' ? [`- ${plain(event.text)}`] : []));
  return told.length > 0 ? ['## What else it noted', told.join('\n')] : [];
}

function healths(events: TranscriptEvent[]): string[] {
  const measured = events.filter((event) => event.type === 'health');
  if (measured.length === 0) return [];
  const rows = [
    ['lessons in effect', 'effective'],
    ['tokens in a prompt', 'tokens'],
    ['of a budget of', 'budget'],
    ['harmful', 'harmful'],
    ['contradicting', 'contradictions'],
    ['repeating', 'duplicates'],
    ['with stale citations', 'stale'],
    ['unused', 'unused'],
  ] as const;
  const cells = (values: readonly (string | number)[]) => `| ${values.join(' | ')} |`;
  return [
    '## Memory health',
    [
      cells(['', ...measured.map((m) => m.when)]),
      cells(['---', ...measured.map(() => '---:')]),
      ...rows.map(([name, key]) => cells([name, ...measured.map((m) => m.figures[key] ?? '–')])),
    ].join('\n'),
  ];
}
