/** The agents' part of a review's story: the plan, what each agent did and cost, what became of what it reported, and the grade. */
import { countOf } from './count-of.js';
import { code, plain, quotation } from './markdown-text.js';
import { type StoryLink, withoutLinks } from './story-link.js';
import type { TranscriptEvent } from './transcript-event.js';

type Of<T extends TranscriptEvent['type']> = Extract<TranscriptEvent, { type: T }>;

/** Paragraphs in Markdown; none for a transcript without agents. */
export function agentStory(events: TranscriptEvent[], link: StoryLink = withoutLinks): string[] {
  const started = events.flatMap((event) => (event.type === 'agent-started' ? [event] : []));
  const stops = events.flatMap((event) => (event.type === 'stopped' ? [`- ${plain(event.what)}: ${plain(event.reason)}`] : []));
  if (started.length === 0 && stops.length === 0) return [];
  const byAgent = new Map<string, TranscriptEvent[]>(started.map(({ agent }) => [agent, []]));
  for (const event of events) if ('agent' in event && typeof event.agent === 'string') byAgent.get(event.agent)?.push(event);
  const outcomes = events.flatMap((event) => (event.type === 'verified' ? [event] : []));
  return [
    ...events.flatMap((event) => (event.type === 'planned' ? plan(event) : [])),
    ...events.flatMap((event) => (event.type === 'lessons-shown' ? lessonsShown(event) : [])),
    ...(started.length > 0 ? [`## What the agents did (${started.length})`] : []),
    ...started.flatMap((event) => agentWork(event, byAgent.get(event.agent) ?? [])),
    ...(outcomes.length > 0
      ? [`## What became of what they reported (${outcomes.length})`, outcomes.map((event) => outcome(event, link)).join('\n')]
      : []),
    ...grades(events),
    ...(stops.length > 0 ? ['## What was stopped', stops.join('\n')] : []),
    ...totals(events),
  ];
}

function plan({ effort, units, agents, why, estimate }: Of<'planned'>): string[] {
  const lines = units.map(({ id, title, paths }) => {
    const names = agents.filter((a) => a.units.includes(id)).map((a) => plain(a.name));
    return `- ${code(id)} ${code(title)} (${countOf(paths.length, 'file')}): ${names.join(', ') || 'nobody'}`;
  });
  return [
    '## The plan',
    `A ${plain(effort)} review of ${countOf(units.length, 'unit')}, expected to need at most ${estimate.inputTokens} tokens in, ${estimate.outputTokens} out, ${money(estimate.costUsd)}. Why so: ${plain(why) || 'nothing was said'}`,
    ...(lines.length > 0 ? [lines.join('\n')] : []),
  ];
}

/** Of what had no room the first ones: in a large memory that is most of it. */
const mostLeftOut = 10;

function lessonsShown({ unit, audience, lessons, leftOut, tokens }: Of<'lessons-shown'>): string[] {
  const who = audience === 'all' ? 'All agents' : plain(audience);
  const rest = leftOut.length - mostLeftOut;
  const lines = [
    ...lessons.map(({ lesson, why }) => `- ${code(lesson)}: ${plain(why)}`),
    ...leftOut.slice(0, mostLeftOut).map(({ lesson, why }) => `- not ${code(lesson)}: ${plain(why)}`),
    ...(rest > 0 ? [`- and ${rest} more not`] : []),
  ];
  return [`${who} of ${code(unit)} were shown ${countOf(lessons.length, 'lesson')} (${tokens} tokens):`, lines.join('\n')];
}

/** One agent: its rounds, how it ended and what it cost. `events` are its own. */
export function agentWork({ agent: id, role, name, model, provider }: Of<'agent-started'>, events: TranscriptEvent[]): string[] {
  const results = new Map(events.flatMap((e) => (e.type === 'tool-result' ? [[e.call, e] as const] : [])));
  const rounds = events.flatMap((event) => {
    if (event.type === 'waited') return [`- waited ${(event.ms / 1000).toFixed(1)} s: ${plain(event.why)}`];
    return event.type === 'turn' ? round(event, results) : [];
  });
  const ended = events.find((e) => e.type === 'agent-ended');
  const who = role === name ? plain(name) : `${plain(name)} (${role})`;
  return [
    `### ${plain(id)}: ${who} on ${code(model)} by ${plain(provider)}`,
    ...(rounds.length > 0 ? [rounds.join('\n')] : []),
    ended ? ending(ended) : 'Its end is not recorded.',
  ];
}

function round({ round: number, text, calls, stop, costUsd, wallMs }: Of<'turn'>, results: Map<string, Of<'tool-result'>>): string[] {
  const said = text.trim() === '' ? '' : `: ${plain(short(text, 300))}`;
  const why = stop === 'done' || stop === 'tool-calls' ? '' : `, ended by ${plain(stop)}`;
  return [
    `- Round ${number} (${(wallMs / 1000).toFixed(1)} s, ${money(costUsd)}${why})${said}`,
    ...calls.map(({ id, name, input, broken }) => {
      const result = results.get(id);
      const what = `${code(name)} ${broken === undefined ? plain(about(name, input)) : `with an input that is no JSON`}`.trimEnd();
      return `  - ${what}${result ? `: ${answered(result)}` : ', without an answer'}`;
    }),
  ];
}

/** Structured answers, by what they are lists of. */
const countedAnswers = new Map([
  ['judge_findings', 'judgement'],
  ['grade', 'mark'],
  ['assign', 'unit'],
  ['observe', 'observation'],
  ['propose', 'proposal'],
]);

/** What a call is about, in a few words. */
function about(name: string, input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const fields = Object.entries(input);
  const field = (key: string): unknown => fields.find(([k]) => k === key)?.[1];
  if (name === 'report_finding')
    return `${words(field('severity'))} ${words(field('path'))}:${words(field('start_line'))} “${words(field('title'))}”`;
  const counted = countedAnswers.get(name);
  if (counted !== undefined) {
    const list = fields.map(([, value]) => value).find(Array.isArray);
    return countOf(list?.length ?? 0, counted);
  }
  return short(fields.map(([key, value]) => `${key} ${words(value)}`).join(', '), 200);
}

function words(value: unknown): string {
  return short(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), 160);
}

function answered({ name, text, isError }: Of<'tool-result'>): string {
  if (isError) return `refused, ${plain(short(text, 300))}`;
  const lines = text.split('\n').length;
  return name === 'report_finding' || name.startsWith('judge') || name === 'withdraw_finding' || lines === 1
    ? plain(short(text, 200))
    : countOf(lines, 'line');
}

function ending({ state, reason, usage, costUsd, requests }: Of<'agent-ended'>): string {
  const { inputTokens, cacheWriteTokens, cacheReadTokens, outputTokens } = usage;
  const input = inputTokens + cacheWriteTokens + cacheReadTokens;
  const cost = `${requests === undefined ? '' : `${countOf(requests, 'request')}, `}${input} tokens in (${cacheReadTokens} cached), ${outputTokens} out, ${money(costUsd)}`;
  return `${ends[state]}${reason === undefined ? '' : `: ${plain(reason)}`}. ${cost}.`;
}

const ends = {
  done: 'It finished',
  rounds: 'It was stopped after its last round',
  budget: 'It was stopped by the budget',
  cancelled: 'It was cancelled',
  refused: 'The model declined',
  failed: 'It failed',
} as const;

const actors = { check: 'a check by program', verifier: 'the verifier', lead: 'the lead', agent: 'the agent itself' } as const;

function outcome({ agent: name, title, path, line, outcome: state, by, reason }: Of<'verified'>, link: StoryLink): string {
  const where = link({ kind: 'code', path, ...(line !== undefined && { line }) }, code(line === undefined ? path : `${path}:${line}`));
  return `- **${state}** by ${actors[by]}: ${plain(title)} (${where}, reported by ${plain(name)}): ${plain(reason)}`;
}

function grades(events: TranscriptEvent[]): string[] {
  const graded = events.flatMap((event) => (event.type === 'graded' ? [event] : []));
  if (graded.length === 0) return [];
  return [
    '## How it was graded',
    ...graded.flatMap(({ round: number, grade }) => {
      const met = grade.criteria.filter((c) => c.met).length;
      const because = grade.reason === undefined ? '' : `: ${plain(grade.reason)}`;
      const head = `${number === 0 ? 'First' : `After revision ${number}`}: **${grade.state.replaceAll('-', ' ')}**, ${met} of ${grade.criteria.length} criteria met${because}.`;
      const lines = grade.criteria.map((c) => {
        const note = c.note === '' ? '' : `: ${plain(c.note)}`;
        return `- ${c.met ? 'met' : '**not met**'} ${code(c.id)} ${plain(c.title)}${note}${c.evidence === '' ? '' : ` (“${plain(short(c.evidence, 300))}”)`}`;
      });
      return lines.length > 0 ? [head, lines.join('\n')] : [head];
    }),
  ];
}

/** From the agents' own accounts, as a reader would add them up. */
function totals(events: TranscriptEvent[]): string[] {
  const ended = events.flatMap((event) => (event.type === 'agent-ended' ? [event] : []));
  if (ended.length === 0) return [];
  const cost = ended.reduce<number | null>((sum, e) => (sum === null || e.costUsd === null ? null : sum + e.costUsd), 0);
  const sum = (of: (e: Of<'agent-ended'>) => number): number => ended.reduce((total, e) => total + of(e), 0);
  const input = sum(({ usage: u }) => u.inputTokens + u.cacheWriteTokens + u.cacheReadTokens);
  const cached = sum(({ usage }) => usage.cacheReadTokens);
  const waits = events.filter((event) => event.type === 'waited').length;
  return [
    quotation(
      `All agents: ${countOf(ended.length, 'agent')}, ${countOf(
        sum((e) => e.requests ?? 0),
        'request',
      )}, ${input} tokens in (${cached} cached), ${sum(({ usage }) => usage.outputTokens)} out, ${money(cost)}${waits > 0 ? `, ${countOf(waits, 'wait')}` : ''}.`,
    ),
  ];
}

function money(costUsd: number | null): string {
  return costUsd === null ? 'at an unknown price' : `${costUsd.toFixed(4)} USD`;
}

function short(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most)} …` : line;
}
