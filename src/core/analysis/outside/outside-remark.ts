/** What another analyzer says, read into one shape whatever it was written in. Nothing here is redacted or tied to code yet. */
import type { Category, Severity } from '../../review/finding.js';

/**
 * A place as the other analyzer gives it. Lines and columns are 1-based; `endColumn` is the column after the last character, absent for the
 * whole rest of the line. Offsets are 0-based from the file's first character (its byte-order mark not counted) or byte.
 */
export type OutsideRegion =
  | { unit: 'line'; startLine: number; startColumn?: number; endLine: number; endColumn?: number }
  | { unit: 'char' | 'byte'; offset: number; length: number };

/** What a column or a character offset counts; undefined when the report does not say. */
export type ColumnKind = 'utf16' | 'codepoint';

export type OutsideEdit = { path: string; region: OutsideRegion; text: string };

export type OutsideRemark = {
  /** Name of the analyzer as findings show it, such as `eslint`. */
  tool: string;
  /** Its own id of the rule. */
  toolRule?: string;
  /** The rule as findings, lessons and verdicts name it: see `ruleName`. */
  rule?: string;
  category: Category;
  severity: Severity;
  /** 0..1 */
  confidence: number;
  /** Text and Markdown that are safe to show, see `safe-text.ts`. */
  title: string;
  body: string;
  /** `CWE-79` */
  cwe?: string[];
  /** From the repo's root, with `/`. */
  path: string;
  /** Absent: the remark is about the whole file. */
  region?: OutsideRegion;
  columns?: ColumnKind;
  /** The code of the region as the analyzer read it. */
  snippet?: string;
  fix?: OutsideEdit[];
  /** What the analyzer itself tells the same result by in several runs. */
  fingerprints?: Record<string, string>;
  /** What the report says about its own baseline. */
  baseline?: 'new' | 'unchanged' | 'updated' | 'absent';
  /** Why the analyzer itself does not want it shown (a comment in the code, a list of its own). */
  suppressed?: string;
  /** What the report says of suppressing it, whatever became of that. */
  suppressions?: OutsideSuppression[];
};

/** SARIF 2.1.0, §3.35. `justification` is safe to show. */
export type OutsideSuppression = {
  kind: 'inSource' | 'external';
  status: 'accepted' | 'underReview' | 'rejected';
  justification?: string;
};

/** One report of another analyzer, as a review takes it in. Pure data. */
export type OutsideReport = {
  /** How messages name it: a file, a command, `VS Code`. */
  origin: string;
  /** `file` may speak of any version of the code; `command` and `editor` speak of the work tree. */
  from: 'file' | 'command' | 'editor';
  remarks: OutsideRemark[];
  /** Analyzers that have spoken, also those with nothing to say. */
  tools?: string[];
  /** What could not be read of it, as sentences without a full stop. */
  problems: string[];
  /** The texts that it speaks of, by path, where they are known. */
  texts?: Record<string, string>;
};

/** A program that prints SARIF or ESLint's JSON about the work tree. It is run without a shell, in the repo's root. */
export type AnalyzerCommand = {
  name: string;
  /** Program and arguments; an argument `{files}` stands for the changed files. */
  command: string[];
  /** Default: told by the output. */
  format?: 'sarif' | 'eslint';
  /** Default 120. */
  timeoutSeconds?: number;
  /** Globs from the repo's root: it is run only when one of these files changed. */
  files?: string[];
  /** The hash that a person agreed to (see `commandConsent`): it runs only while that is still what it would run. */
  consent?: string;
};

/** What joins a review from outside. */
export type OutsideInput = {
  reports?: OutsideReport[];
  /** What was known before the change: a remark that stands there too is not introduced. */
  baseline?: OutsideReport[];
  commands?: AnalyzerCommand[];
};

/** What a reader makes of a text: `refused` when it is not what it should be at all. `next` is a HumanError's next step. */
export type OutsideReading =
  | { state: 'read'; remarks: OutsideRemark[]; tools: string[]; problems: string[]; texts?: Record<string, string> }
  | { state: 'refused'; reason: string; next: string };

/** More bytes (as UTF-16 units) than this are not read. */
export const longestReport = 100_000_000;
/** More results than this are left out of one report, and counted. */
export const mostResults = 100_000;
