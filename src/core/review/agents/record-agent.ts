/** Runs an agent and writes down what it was sent, answered and cost: each prompt text once, durable before the next call of the model (the transcript redacts). */
import type { AgentRole } from '../../transcript/agent-events.js';
import type { TranscriptPayload } from '../../transcript/transcript-event.js';
import type { ChatRequest } from '../../model/chat-model.js';
import type { Hasher } from '../../ports.js';
import type { AgentEnd, AgentEvent } from './agent-event.js';

export type AgentRecorder = {
  /** Texts of prompts that this transcript has already. */
  readonly known: Set<string>;
  readonly hash: Pick<Hasher, 'sha256'>;
  record(payload: TranscriptPayload): Promise<void>;
};

export type RecordedAgent = {
  /** Unique in the transcript. */
  agent: string;
  role: AgentRole;
  name: string;
  provider: string;
  request: Pick<ChatRequest, 'model' | 'system' | 'messages' | 'effort'>;
  tools: string[];
};

/** `onEvent` hears every event as it comes. The end is what the agent's run ends with, or `value` beside it as `askStructured` gives. */
export async function recordAgent<End extends AgentEnd | { end: AgentEnd }>(
  recorder: AgentRecorder,
  about: RecordedAgent,
  run: AsyncGenerator<AgentEvent, End>,
  onEvent: (event: AgentEvent) => void = () => undefined,
): Promise<End> {
  const { agent, role, name, provider, request, tools } = about;
  // what is written together is made durable together: one wait before each call of the model, none between
  let writing: Promise<void>[] = [];
  const record = (payload: TranscriptPayload): void => {
    const written = recorder.record(payload);
    // its rejection is seen where all are awaited
    written.catch(() => undefined);
    writing.push(written);
  };
  const durable = async (): Promise<void> => {
    const written = writing;
    writing = [];
    await Promise.all(written);
  };
  const prompt = promptParts(recorder, record, request);
  record({
    type: 'agent-started',
    agent,
    role,
    name,
    provider,
    model: request.model,
    ...(request.effort !== undefined && { effort: request.effort }),
    prompt,
    tools,
  });
  for (;;) {
    const next = await run.next();
    if (next.done) {
      const end: AgentEnd = 'end' in next.value ? next.value.end : next.value;
      const { state, reason, usage, costUsd, requests } = end;
      record({ type: 'agent-ended', agent, state, ...(reason !== undefined && { reason }), usage, costUsd, requests });
      await durable();
      return next.value;
    }
    const event = next.value;
    onEvent(event);
    switch (event.type) {
      case 'turn': {
        const { round, text, calls, stop, usage, costUsd, wallMs } = event;
        record({ type: 'turn', agent, round, text, calls, stop, usage, costUsd, wallMs });
        break;
      }
      case 'tool-result':
        record({
          type: 'tool-result',
          agent,
          call: event.call.id,
          name: event.call.name,
          text: event.text,
          isError: event.isError,
          wallMs: event.wallMs,
        });
        break;
      case 'waiting':
        record({ type: 'waited', agent, why: event.why, ms: event.ms });
        break;
      case 'turn-started':
        await durable();
        break;
      case 'started':
      case 'text':
        break;
    }
  }
}

/** Hashes of the system prompt and the texts of the messages; those that are new are written first. */
function promptParts(
  recorder: AgentRecorder,
  record: (payload: TranscriptPayload) => void,
  { system, messages }: Pick<ChatRequest, 'system' | 'messages'>,
): string[] {
  const texts = [system, ...messages.flatMap(({ content }) => content.flatMap((block) => (block.type === 'text' ? [block.text] : [])))];
  const hashes: string[] = [];
  for (const text of texts) {
    const sha256 = recorder.hash.sha256(text);
    hashes.push(sha256);
    if (recorder.known.has(sha256)) continue;
    recorder.known.add(sha256);
    record({ type: 'prompt-part', sha256, text });
  }
  return hashes;
}
