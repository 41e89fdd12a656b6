/** A change check looks at what a change does to files, whatever their language: what was added, left behind, or forgotten. */
import type { ChangedFile, ChangeSet, Contents, LineRange } from '../../changes/change-set.js';
import type { Category, Severity } from '../../review/finding.js';

/** What a check is about, for its findings, the rules page and SARIF. */
export type CheckDescription = {
  /** The `rule` of its findings: `change/large-binary`. */
  id: string;
  /** One line, what is wrong. */
  title: string;
  /** Why it matters and what to do. */
  why: string;
  severity: Severity;
  category: Category;
  confidence: number;
  cwe?: string[];
};

/** What a check says of one file: at lines of the new side, or of the file as a whole with the reason why no line is named. */
export type CheckRemark = {
  check: CheckDescription;
  place: LineRange | { why: string };
  /** Instead of the description's. */
  title?: string;
  body?: string;
  severity?: Severity;
};

/** The new text of a file with added lines. */
export type CheckedText = {
  file: ChangedFile;
  path: string;
  text: string;
  lines: string[];
  /** Not empty. */
  added: LineRange[];
  /** The old text; undefined when there is none. */
  oldText: () => Promise<string | undefined>;
};

/** Looks at the text of each changed file. */
export type TextCheck = {
  about: CheckDescription[];
  looksAt: (path: string) => boolean;
  remarks: (input: CheckedText) => CheckRemark[] | Promise<CheckRemark[]>;
};

export type FileRemark = CheckRemark & { file: ChangedFile };

/** Looks at the change set as a whole: modes, sizes, files that belong together. */
export type ChangeSetCheck = {
  about: CheckDescription[];
  remarks: (input: ChangeSetInput) => Promise<FileRemark[]>;
};

export type ChangeSetInput = {
  changes: ChangeSet;
  contents: Contents;
  /** Whether the file system of the work tree tells which files are programs. */
  modes: 'kept' | 'unknown';
};
