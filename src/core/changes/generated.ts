/** Generated code by its own word: the notice that generators write into the comment at the top of a file. */

/** How many lines a notice may come after (licences stand before it), and how much of each is looked at. */
const maxLines = 20;
const maxWidth = 300;

/** The reason to skip a text whose first lines say that a program wrote it and people should not edit it; undefined when none does. */
export function generatedReason(text: string): string | undefined {
  const comments = topLines(text).map((line) => (isComment.test(line) ? line : ''));
  for (const [i, line] of comments.entries()) {
    if (line === '') continue;
    const said = alone.some((notice) => notice.test(line));
    const asked = generated.test(line) && comments.slice(Math.max(0, i - 2), i + 3).some((near) => doNotEdit.test(near));
    if (said || asked) return `generated: line ${i + 1} says so`;
  }
  return undefined;
}

/** A line that starts as comments do in one of the languages people generate. Strings and code that only speak of notices do not count. */
const isComment = /^\s*(?:\/\/|\/\*|\*|#|--|;|%|<!--|"""|'''|\(\*|\{\/\*|@rem\b|rem\b|REM\b)/;

/** Notices that mean one thing only. */
const alone = [
  /\bcode generated\b.*\bdo not edit\b/i,
  /(?:^|[\s*/#])@generated(?:$|[\s.:;*])/,
  /<auto-?generated\b/i,
  /\b(?:this|the) (?:file|code|class|module) (?:is|was|has been) (?:auto(?:matically)?[- ]?generated)\b/i,
];

/** Words that generators and people both use: they count only beside the wish not to be edited. */
const generated = /\b(?:auto[- ]?generated|generated)\b/i;
const doNotEdit = /\b(?:do not|don['’]t|never|not be) (?:manually |hand[- ]?|directly )?(?:edit|edited|modify|modified|change|touch)\b/i;

function topLines(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length && lines.length < maxLines;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    lines.push(text.slice(start, Math.min(end, start + maxWidth)).replace(/^\ufeff/, ''));
    start = end + 1;
  }
  return lines;
}
