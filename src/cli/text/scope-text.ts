/** A scope in words. */
import type { Scope } from '../../core/changes/change-set.js';

export function scopeText(scope: Scope): string {
  switch (scope.kind) {
    case 'uncommitted':
      return 'uncommitted changes';
    case 'staged':
      return 'staged changes';
    case 'unstaged':
      return 'unstaged changes';
    case 'branch':
      return scope.base === undefined ? 'this branch' : `this branch since ${scope.base}`;
    case 'commit':
      return `commit ${scope.commit}`;
    case 'range':
      return `range ${scope.from}..${scope.to}`;
    case 'files':
      return scope.paths.length ? `files ${scope.paths.join(', ')}` : 'all files';
  }
}
