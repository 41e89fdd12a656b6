/** What a model had to do with a dream, as its story tells it: who reflected on what, what they saw, and what was dropped. */
import { agentWork } from './agent-story.js';
import { code, plain } from './markdown-text.js';
import type { TranscriptEvent } from './transcript-event.js';

type Of<T extends TranscriptEvent['type']> = Extract<TranscriptEvent, { type: T }>;

/** Paragraphs in Markdown; none for a dream without a model. */
export function reflections(events: TranscriptEvent[]): string[] {
  const started = events.filter((event) => event.type === 'agent-started');
  const dropped = events.flatMap((event) =>
    event.type === 'unsupported' ? [`- ${plain(event.agent)}, ${plain(event.what)}: ${plain(event.reason)}`] : [],
  );
  const stopped = events.flatMap((event) => (event.type === 'stopped' ? [`- ${plain(event.what)}: ${plain(event.reason)}`] : []));
  return [
    ...events.flatMap((event) => (event.type === 'planned' ? [plannedText(event)] : [])),
    ...(started.length > 0 ? ['## What its specialists saw', ...started.flatMap((agent) => agentText(agent, events))] : []),
    ...(dropped.length > 0 ? ['## What was dropped, because nothing supports it', dropped.join('\n')] : []),
    ...(stopped.length > 0 ? ['## What was not done with a model', stopped.join('\n')] : []),
  ];
}

function plannedText({ agents, estimate, why }: Of<'planned'>): string {
  const cost = estimate.costUsd === null ? '' : ` for at most ${estimate.costUsd.toFixed(2)} USD`;
  if (agents.length === 0) return `A model was to reflect, and nobody was asked: ${plain(why)}.`;
  return `A model was to reflect: ${agents.map(({ name }) => plain(name)).join(', ')}${cost}, because ${plain(why)}.`;
}

function agentText(started: Of<'agent-started'>, events: TranscriptEvent[]): string[] {
  const { agent, role, name } = started;
  const own = events.filter((event) => 'agent' in event && event.agent === agent);
  if (role !== 'reflector') return agentWork(started, own);
  const seen = events.flatMap((event) =>
    event.type === 'reflected' && event.agent === name ? [`- ${plain(event.text)} (${event.cites.map(code).join(', ')})`] : [],
  );
  const ended = own.some((event) => event.type === 'agent-ended' && event.state === 'done');
  const nothing = ended ? ['It saw no pattern that its evidence supports.'] : [];
  return [...agentWork(started, own), ...(seen.length > 0 ? ['It saw:', seen.join('\n')] : nothing)];
}
