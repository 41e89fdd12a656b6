/** What a model had to do with a dream, as text: what it cost, what was not done, and what nothing supports. */
import type { ModelPart } from '../../core/dream/with-model/model-part.js';
import { styled, type Line } from './line.js';
import { plural } from './plural.js';

export function modelPartLines({ usage, notes, unsupported }: ModelPart): Line[] {
  const { requests, inputTokens, outputTokens, costUsd } = usage;
  const cost = costUsd === null ? 'at an unknown price' : `for ${costUsd.toFixed(4)} USD`;
  return [
    ...(requests > 0
      ? [[`A model reflected: ${plural(requests, 'request')}, ${inputTokens} tokens in and ${outputTokens} out, ${cost}`]]
      : []),
    ...notes.map((note): Line => [styled('yellow', 'not done  '), note]),
    ...unsupported.flatMap(({ what, reason }): Line[] => [
      [styled('dim', 'dropped   '), what],
      ['          ', styled('dim', reason)],
    ]),
  ];
}
