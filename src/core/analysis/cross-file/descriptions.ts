/** What the cross-file checks are about. */
import type { CheckDescription } from '../change-checks/change-check.js';

export const missingModule: CheckDescription = {
  id: 'cross-file/missing-module',
  title: 'An import of a module that does not exist',
  why: 'No file of the repository is what this import means, so loading or building this file fails. Correct the path, or add the file to the change.',
  severity: 'high',
  category: 'correctness',
  confidence: 0.9,
};

export const missingExport: CheckDescription = {
  id: 'cross-file/missing-export',
  title: 'An import of a name that the module does not have',
  why: 'The module exists, but does not export this name: loading or building this file fails, or the name is undefined. Correct the name, or export it there.',
  severity: 'high',
  category: 'correctness',
  confidence: 0.9,
};

export const removedExport: CheckDescription = {
  id: 'cross-file/removed-export',
  title: 'Something that is still used elsewhere is removed or renamed',
  why: 'These places fail to load or build now. Change them too, or keep the old name.',
  severity: 'high',
  category: 'api',
  confidence: 0.9,
};

export const removedModule: CheckDescription = {
  id: 'cross-file/removed-module',
  title: 'A module that is still imported elsewhere is deleted or moved',
  why: 'These imports lead nowhere now. Change them too, or leave a module in the old place.',
  severity: 'high',
  category: 'api',
  confidence: 0.9,
};

export const changedSignature: CheckDescription = {
  id: 'cross-file/changed-signature',
  title: 'The parameters of a function change, and callers elsewhere do not follow',
  why: 'These calls give what the function took before. Change them too, or give new parameters a default and add them at the end.',
  severity: 'high',
  category: 'api',
  confidence: 0.85,
};

export const crossFileChecks: readonly CheckDescription[] = [missingModule, missingExport, removedExport, removedModule, changedSignature];
