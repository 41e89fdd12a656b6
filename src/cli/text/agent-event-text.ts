/** One line of text for each event of an agent in a transcript. */
import type { TranscriptEvent } from '../../core/transcript/transcript-event.js';
import { plural } from './plural.js';

type AgentEvent = Extract<
  TranscriptEvent,
  {
    type:
      | 'prompt-part'
      | 'agent-started'
      | 'turn'
      | 'tool-result'
      | 'waited'
      | 'agent-ended'
      | 'planned'
      | 'verified'
      | 'graded'
      | 'agent-covered'
      | 'stopped'
      | 'reflected'
      | 'unsupported';
  }
>;

export function agentEventText(event: AgentEvent): string {
  switch (event.type) {
    case 'prompt-part':
      return `prompt ${event.sha256.slice(0, 8)}: ${plural(event.text.length, 'character')}`;
    case 'agent-started':
      return `${event.role} ${event.name} (${event.agent}) starts on ${event.model}`;
    case 'turn':
      return `${event.agent} round ${event.round}: ${event.calls.map((call) => call.name).join(', ') || event.stop}, ${money(event.costUsd)}`;
    case 'tool-result':
      return `${event.agent} ${event.name}: ${event.isError ? 'error, ' : ''}${plural(event.text.length, 'character')}`;
    case 'waited':
      return `${event.agent} waited ${Math.round(event.ms / 1000)} s: ${event.why}`;
    case 'agent-ended':
      return `${event.agent} ends: ${event.state}${event.reason ? ` (${event.reason})` : ''}, ${money(event.costUsd)}`;
    case 'planned':
      return `plan (${event.effort}): ${plural(event.units.length, 'unit')}, ${plural(event.agents.length, 'agent')}, at most ${money(event.estimate.costUsd)}; ${event.why}`;
    case 'verified':
      return `${event.outcome} by ${event.by}: ${event.title} (${event.path}${event.line === undefined ? '' : `:${event.line}`}): ${event.reason}`;
    case 'graded':
      return `graded, round ${event.round}: ${event.grade.state}, ${event.grade.criteria.filter((c) => c.met).length} of ${plural(event.grade.criteria.length, 'criterion', 'criteria')} met`;
    case 'agent-covered':
      return `agents looked at ${plural(event.files.length, 'file')} (${event.effort})`;
    case 'stopped':
      return `stopped ${event.what}: ${event.reason}`;
    case 'reflected':
      return `${event.agent} observed (${event.cites.join(', ')}): ${event.text}`;
    case 'unsupported':
      return `dropped of ${event.agent}: ${event.what}; ${event.reason}`;
  }
}

function money(costUsd: number | null): string {
  return costUsd === null ? 'cost unknown' : `${costUsd.toFixed(4)} USD`;
}
