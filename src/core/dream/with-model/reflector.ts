/** A reflector: one specialist looks at its own new episodes, and says which patterns it sees. */
import { asData } from '../../review/agents/data-marking.js';
import type { AgentEnd } from '../../review/agents/agent-event.js';
import { askTask, type AskContext } from '../../review/agents/run-context.js';
import { type GivenObservation, Observations } from './answers.js';
import { textProblem } from './check-text.js';
import type { Digest, DigestGroup } from './digest.js';
import type { Unsupported } from './model-part.js';
import { reflectorOutput } from './plan-reflection.js';
import prompt from './prompts/reflector.md';
import { type Cited, verifyQuotes } from './verify-quotes.js';

/** An observation whose citations hold. */
export type HeldObservation = { group: string; text: string; /** Ids of events and code. */ cites: string[]; cited: Cited };

export type Reflected = { end: AgentEnd; held: HeldObservation[]; dropped: Unsupported[] };

export async function reflect(
  context: AskContext & { boundary: string },
  digest: Digest,
  group: DigestGroup,
  text: string,
): Promise<Reflected> {
  const { boundary } = context;
  const { end, value } = await askTask(
    context,
    {
      role: 'reflector',
      name: group.name,
      model: context.access.ids.specialist,
      maxOutputTokens: reflectorOutput,
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'text',
              text: `${prompt}\nThe id of this dream's data is ${boundary}.\n\n${asData(boundary, `episodes of ${group.name}`, text)}`,
            },
          ],
        },
      ],
    },
    { name: 'observe', description: 'The patterns that you see, each with what shows it.', shape: Observations },
  );
  const held: HeldObservation[] = [];
  const dropped: Unsupported[] = [];
  for (const observation of value?.observations ?? []) {
    const checked = check(digest, group.name, observation);
    if (typeof checked === 'string') dropped.push({ what: `observation: ${observation.text}`, reason: checked });
    else held.push(checked);
  }
  return { end, held, dropped };
}

function check(digest: Digest, group: string, observation: GivenObservation): HeldObservation | string {
  const verified = verifyQuotes(digest, observation, { group });
  if (verified.state === 'unsupported') return verified.reason;
  // what it says only goes to the refiner, which is told that it is data; but an order has no business there either
  const problem = textProblem('the observation', observation.text, (text) => text);
  if (problem !== undefined) return problem;
  const cites = [...observation.events, ...observation.code].map((c) => c.id);
  return { group, text: observation.text, cites, cited: verified.cited };
}
