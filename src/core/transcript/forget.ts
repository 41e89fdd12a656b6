/** Forgetting: what a person can have deleted of a repo's records, what that would be, and what came of it. */

export const forgettable = ['transcripts', 'ledger', 'memory'] as const;
export type Forgettable = (typeof forgettable)[number];

/**
 * What there is to forget, in all reachable places. `bytes` are those of the files of transcripts and ledger. `running` are transcripts that
 * are being written: they are left alone. `unreachable` places keep what they hold.
 */
export type ForgetPreview = {
  transcripts: number;
  ledgers: number;
  bytes: number;
  lessons: number;
  versions: number;
  running: number;
  unreachable: { path: string; reason: string }[];
};

export type ForgetRequest = {
  what: readonly Forgettable[];
  /** Absolute path of an archive (`.tar.gz`) to be written first; it must not exist. */
  exportTo?: string;
};

/** `kept`: lines that lessons still cite. `left` says of each thing that stays why it does. */
export type ForgetReport = {
  transcripts: number;
  ledgers: number;
  lessons: number;
  kept: number;
  left: string[];
  exported?: { path: string; bytes: number };
};
