/** What one kind of secret looks like in a text. */
import type { Severity } from '../review/finding.js';

export type SecretPattern = {
  /** Stands in the token and in the rule id `secret/<kind>`: lower-case words with hyphens. */
  kind: string;
  /** What it is, for a finding's title (`AWS access key id`). */
  name: string;
  severity: Severity;
  /** A cheap sign that stands in every match: a text without it is not searched for this kind. */
  probe: RegExp;
  /** Global; the group `value` is the secret, or the whole match where there is no such group. */
  expression: RegExp;
  /** The secret, where it reaches beyond the end of the match; it starts where the match does. */
  whole?: (match: RegExpExecArray) => string;
  /** Last word on a match, for what an expression cannot say. */
  accept?: (value: string, match: RegExpExecArray) => boolean;
};
