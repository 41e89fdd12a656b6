/** The exit codes of `reverie`. */
export const exitCode = {
  ok: 0,
  /** Findings at or above `--fail-on`, or an audit with errors. */
  findings: 1,
  /** A problem that the message explains. */
  problem: 2,
  cancelled: 130,
} as const;
