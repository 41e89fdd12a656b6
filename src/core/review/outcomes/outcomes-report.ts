/** What a search for outcomes found and wrote down. */
import type { FoundOutcome } from './new-outcomes.js';

/** `left`: open findings that were not followed this time; a later search goes on with them. */
export type OutcomesReport = { recorded: FoundOutcome[]; followed: number; left: number };
