/** Links in the stories of transcripts: who shows one decides what a link is, and whether there are any. */

/** What a story speaks of. `line` is 1-based. */
export type StoryTarget =
  | { kind: 'code'; path: string; line?: number }
  | { kind: 'finding'; fingerprint: string; path: string; line?: number }
  | { kind: 'lesson'; id: string }
  | { kind: 'transcript'; id: string };

/** Makes a link of `text`, which is Markdown already, or leaves it as it is. */
export type StoryLink = (target: StoryTarget, text: string) => string;

export const withoutLinks: StoryLink = (_target, text) => text;
