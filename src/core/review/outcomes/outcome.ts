/** What became of a finding, as the code tells it: the words, and what an outcome rests on. */
import * as z from 'zod';

/**
 * `fixed`: the finding is gone and the code around it is still there. `rewritten`, `deleted`: so is the code around it; neutral. `survived`: code
 * near it was edited and it stayed; weak evidence against it. `absent`: the change that brought it is not there (branch switch, stash, reset,
 * revert); it says nothing.
 */
export const Outcome = z.enum(['fixed', 'rewritten', 'deleted', 'survived', 'absent']);
export type Outcome = z.infer<typeof Outcome>;

/** `rule`: whoever said it looked at the new code and says it again, or no more. `place`: only the text of the place was compared. */
export const OutcomeBasis = z.enum(['rule', 'place']);
export type OutcomeBasis = z.infer<typeof OutcomeBasis>;

/** Lines that no finding flagged, in the hunks that brought the finding: how many there were, and how many of them had changed by then. */
export const Churn = z.object({ lines: z.int().min(0), changed: z.int().min(0) });
export type Churn = z.infer<typeof Churn>;
