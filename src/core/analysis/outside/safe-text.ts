/** Texts of other analyzers as Markdown that does nothing: no link, no image, no HTML, no character that reorders or hides text. */

/** Longer messages are cut. */
const longest = 8_000;

/** Markdown that reads as `text` does: code in backticks stays, everything that would become an element is shown as code. */
export function safeText(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)} …` : text;
  return visible(cut)
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : inert(part)))
    .join('')
    .trim();
}

/** The first sentence as one line of at most about 140 characters, without its full stop. */
export function titleOf(text: string): string {
  const [first = ''] = text.trimStart().split('\n');
  const line = first
    .replace(/\s+/g, ' ')
    .replace(/^[#>*-]+ /, '')
    .trim();
  const sentence = /^.{12,140}?[.!?](?= [A-Z`'"([])/.exec(line)?.[0] ?? line;
  const short = sentence.length > 140 ? `${sentence.slice(0, 140).replace(/ \S*$/, '')} …` : sentence;
  return short.replace(/[.:]$/, '');
}

/** The text of a message that may hold Markdown or SARIF's embedded links: `[text](target)` is its text. */
export function withoutLinks(text: string): string {
  return text
    .slice(0, longest * 2)
    .replace(/!?\[((?:[^[\]\\\n]|\\.){0,400})\]\([^()\n]{0,2000}\)/g, (_, label: string) => label.replace(/\\([[\]\\])/g, '$1'));
}

/** A name from outside as one word of printable characters, at most 200. */
export function safeWord(text: string): string {
  return visible(text)
    .trim()
    .replace(/\s+/g, '-')
    .replace(/[`<>"]/g, '')
    .slice(0, 200);
}

function inert(text: string): string {
  return (
    text
      // a backtick without its partner would open code that ends somewhere else
      .replaceAll('`', "'")
      .replace(/<(?=[a-z/!?])(?:([^<>\n]{0,200})>)?/gi, (_, inside: string | undefined) =>
        inside === undefined ? '< ' : `\`<${inside}>\``,
      )
      .replace(/\](?=[([:])/g, '] ')
  );
}

function visible(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/(?![\t\n])[\p{Cc}\p{Cf}\p{Co}\u2028\u2029]|\p{Surrogate}/gu, '');
}
