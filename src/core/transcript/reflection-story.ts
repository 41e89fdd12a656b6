/** What a model had to do with a dream, as its story tells it: who reflected on what, what they saw, and what was dropped. */
import { countOf } from './count-of.js';
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

function agentText({ agent, role, name, model, provider }: Of<'agent-started'>, events: TranscriptEvent[]): string[] {
  const turns = events.filter((event) => event.type === 'turn' && event.agent === agent);
  const waits = events.filter((event) => event.type === 'waited' && event.agent === agent).length;
  const end = events.find((event) => event.type === 'agent-ended' && event.agent === agent);
  const who = role === 'refiner' ? 'The refiner' : `The ${role} of ${plain(name)}`;
  const cost = end?.type === 'agent-ended' ? `, ${tokensText(end)}` : '';
  const waited = waits > 0 ? `, after ${countOf(waits, 'wait')}` : '';
  const ended =
    end?.type !== 'agent-ended'
      ? ' It was cut off.'
      : end.state === 'done'
        ? ''
        : ` It ended (${plain(end.state)})${end.reason === undefined ? '' : `: ${plain(end.reason)}`}.`;
  const seen = events.flatMap((event) =>
    event.type === 'reflected' && role === 'reflector' && event.agent === name
      ? [`- ${plain(event.text)} (${event.cites.map(code).join(', ')})`]
      : [],
  );
  const nothing =
    role === 'reflector' && end?.type === 'agent-ended' && end.state === 'done' ? ['It saw no pattern that its evidence supports.'] : [];
  return [
    `${who} (${code(model)} of ${plain(provider)}) gave ${countOf(turns.length, 'answer')}${waited}${cost}.${ended}`,
    ...(seen.length > 0 ? [seen.join('\n')] : nothing),
  ];
}

function tokensText({ usage, costUsd }: Of<'agent-ended'>): string {
  const input = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  return `${input} tokens in and ${usage.outputTokens} out, ${costUsd === null ? 'at an unknown price' : `for ${costUsd.toFixed(4)} USD`}`;
}
