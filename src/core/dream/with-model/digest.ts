/** The digest of what is new, as reflectors read it: cases with what was said of them, each event and piece of code under a short id. */
import type { CodeEvidence } from '../../memory/lesson.js';

export type DigestEvent = {
  /** `e1`, `e2` … over the whole dream. */
  id: string;
  kind: 'finding' | 'held-back' | 'verdict' | 'outcome' | 'overruled' | 'withdrawn' | 'failure' | 'tool-result';
  at: string;
  /** Its line, as evidence cites it. */
  cite: { source: string; file: string; seq: number; hash: string };
  /** Exact parts of the line: `"key":value`. `cut`: only the beginning of a longer value. */
  fields: { text: string; cut: boolean }[];
  /** What holds today of the finding, when this event decides it. */
  says?: { verdict: 'accepted' | 'rejected'; authority: 'person' | 'outcome' | 'model' };
};

export type DigestCode = { /** `c1`, `c2` … */ id: string; evidence: CodeEvidence };

/** One finding, and what people and outcomes said of it. */
export type DigestCase = {
  fingerprint: string;
  subject: {
    rule?: string | undefined;
    path: string;
    symbol?: string | undefined;
    quote?: string | undefined;
    source: string;
    security: boolean;
  };
  events: DigestEvent[];
  code?: DigestCode;
};

/** The episodes of one specialist; all analyzers together are one. */
export type DigestGroup = {
  name: string;
  cases: DigestCase[];
  /** Failures of its runs and tools. */
  troubles: DigestEvent[];
  /** A line for each review: what it found and what it cost. */
  facts: string[];
  /** Cases that did not fit. */
  leftOut: number;
};

/** Name of the group of all analyzers. */
export const analyzersGroup = 'analyzers';

export type Digest = {
  groups: DigestGroup[];
  events: Map<string, { event: DigestEvent; of?: DigestCase; group: string }>;
  code: Map<string, { code: DigestCode; of: DigestCase; group: string }>;
};
