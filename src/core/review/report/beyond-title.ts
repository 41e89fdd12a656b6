/** A finding's body without the sentence that its title says already: other analyzers have but one message. */
import type { Finding } from '../finding.js';

/** The body's paragraphs, the first one only when it says more than the title. */
export function paragraphsBeyondTitle({ title, body }: Pick<Finding, 'title' | 'body'>): string[] {
  const [first = '', ...more] = body.split(/\n\s*\n/);
  return bare(first) === bare(title) ? more : [first, ...more];
}

function bare(text: string): string {
  return text
    .replace(/[\s`]+/g, ' ')
    .trim()
    .replace(/[.!]$/, '');
}
