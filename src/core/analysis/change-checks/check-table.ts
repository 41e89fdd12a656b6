/** The checks that look at changes, in the order in which they run. */
import type { ChangeSetCheck, TextCheck } from './change-check.js';
import { debugLeftovers } from './debug-leftovers.js';
import { executableBits } from './executable-bit.js';
import { invisibleCharacters } from './invisible-characters.js';
import { largeBinaries } from './large-binary.js';
import { manifestWithoutLock } from './manifest-lock.js';
import { skippedTests } from './skipped-tests.js';
import { workflowInjection } from './workflow-injection.js';

export const textChecks: readonly TextCheck[] = [invisibleCharacters, skippedTests, debugLeftovers, workflowInjection];

export const changeSetChecks: readonly ChangeSetCheck[] = [manifestWithoutLock, largeBinaries, executableBits];
