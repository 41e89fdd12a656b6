/** A scope in words. */
import type { Scope } from '../../changes/change-set.js';

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
      return `commit ${shortRef(scope.commit)}`;
    case 'range':
      return `range ${shortRef(scope.from)}..${shortRef(scope.to)}`;
    case 'files':
      if (scope.lines) return `lines ${scope.lines.startLine}-${scope.lines.endLine} of ${scope.paths.join(', ')}`;
      return scope.paths.length ? `files ${scope.paths.join(', ')}` : 'all files';
  }
}

/** A whole commit id as people quote it; names of branches and tags as they are. */
function shortRef(ref: string): string {
  return /^[0-9a-f]{40,64}$/.test(ref) ? ref.slice(0, 10) : ref;
}
