/** The kinds of trouble that an agent has with a tool. */
export const troubleKinds = ['missing', 'input', 'limit', 'slow', 'failed', 'again'] as const;
export type TroubleKind = (typeof troubleKinds)[number];

/** What kind of trouble the answer of a tool tells of. Its words are read for this and for nothing else. */
export function kindOf(answer: string): TroubleKind {
  const text = answer.slice(0, 300);
  if (/does not fit|is no JSON|not valid|invalid/i.test(text)) return 'input';
  if (/\btimed? ?out\b|took too long|ETIMEDOUT/i.test(text)) return 'slow';
  if (/too (?:large|long|many|big)|\blimit\b|reported \d+ findings already|budget/i.test(text)) return 'limit';
  if (/there (?:is|are) no|no such|not found|does not exist|ENOENT|has \d+ lines|is not a folder/i.test(text)) return 'missing';
  return 'failed';
}
