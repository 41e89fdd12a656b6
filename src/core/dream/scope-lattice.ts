/** The scopes a lesson about one rule can have, from one file over its folders to the whole repo, and which of them the evidence allows. */
import { globProblem } from '../memory/path-globs.js';
import type { Observation } from './observation.js';
import { type Direction, type Judgements, decides, minimumDistinct, noJudgements, support, supports, tally } from './posterior.js';

/** `src/a.ts` is a file, `src/` a folder with all below, `./` the files at the top, `''` everything. */
export type ScopeKey = string;

export const everywhere: ScopeKey = '';
const topFiles: ScopeKey = './';
/** Everything is a large claim: it needs more than one folder's worth of evidence. */
const minimumEverywhere = 5;
/** What must be found outside the strongest part before a scope widens beyond it: siblings that reject by themselves. */
const minimumOutside = 2;

/** The scopes of the paths last asked for: each verdict of a dream is weighed in all its scopes, several times. */
const remembered = new Map<string, readonly ScopeKey[]>();
const mostRemembered = 4096;

/** From the file itself to everything, narrowest first. A finding without a path is somewhere in everything. */
export function scopesOf(path: string): readonly ScopeKey[] {
  let scopes = remembered.get(path);
  if (scopes) return scopes;
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(path, (scopes = allScopesOf(path)));
  return scopes;
}

function allScopesOf(path: string): ScopeKey[] {
  if (path === '') return [everywhere];
  const scopes = [path];
  const parts = path.split('/');
  if (parts.length === 1) scopes.push(topFiles);
  for (let depth = parts.length - 1; depth > 0; depth--) scopes.push(`${parts.slice(0, depth).join('/')}/`);
  scopes.push(everywhere);
  return scopes;
}

export function holds(scope: ScopeKey, path: string): boolean {
  if (scope === everywhere) return true;
  if (scope === topFiles) return path !== '' && !path.includes('/');
  return scope.endsWith('/') ? path.startsWith(scope) : path === scope;
}

/** True when every path of `inner` is one of `outer`. */
export function covers(outer: ScopeKey, inner: ScopeKey): boolean {
  if (outer === inner || outer === everywhere) return true;
  if (inner === everywhere || inner === topFiles) return false;
  return inner.endsWith('/') ? outer !== topFiles && outer.endsWith('/') && inner.startsWith(outer) : holds(outer, inner);
}

/** As a lesson's `scope.paths`: picomatch globs from the repo's root. */
export function globsOf(scope: ScopeKey): string[] {
  if (scope === everywhere) return [];
  if (scope === topFiles) return ['*'];
  return [scope.endsWith('/') ? `${escapeGlob(scope)}**` : escapeGlob(scope)];
}

/** The scope that `globsOf` made these globs from; undefined for globs of another kind, which people write. */
export function scopeOfGlobs(globs: string[]): ScopeKey | undefined {
  const [glob] = globs;
  if (glob === undefined) return everywhere;
  if (globs.length > 1) return undefined;
  if (glob === '*') return topFiles;
  const scope = glob.replace(/\/\*\*$/, '/').replace(/\\(.)/g, '$1');
  return globsOf(scope)[0] === glob ? scope : undefined;
}

/** False for a place that no lesson can name, such as a file below very many folders: nothing is learned for it alone. */
export function isNameable(scope: ScopeKey): boolean {
  return globsOf(scope).every((glob) => globProblem(glob) === undefined);
}

function escapeGlob(path: string): string {
  return path.replace(/[\\*?[\]{}()!+@|"^$]/g, '\\$&');
}

/** What was counted of one scope and, for its foundation, how its support in each direction is spread over the scopes one level below. */
export type ScopeNode = {
  readonly scope: ScopeKey;
  /** Counts only; see `tally`. */
  readonly judgements: Judgements;
  readonly parts: Record<Direction, Parts>;
};

/** `strongest`: the support of the strongest part. */
type Parts = { support: Map<ScopeKey, number>; strongest: number };

export function scopeNode(scope: ScopeKey): ScopeNode {
  return { scope, judgements: noJudgements(), parts: { 'hold-back': noParts(), raise: noParts() } };
}

function noParts(): Parts {
  return { support: new Map(), strongest: 0 };
}

/** Adds one observation whose path the scope holds, in O(depth). Observations come in time order. */
export function addTo(node: ScopeNode, observation: Observation): void {
  const scopes = scopesOf(observation.subject.path);
  const level = scopes.indexOf(node.scope);
  addPart(node, observation, level > 0 ? scopes[level - 1] : undefined);
}

function addPart(node: ScopeNode, observation: Observation, part: ScopeKey | undefined): void {
  tally(node.judgements, observation);
  if (part === undefined || !decides(observation)) return;
  const parts = node.parts[directionOf(observation)];
  const count = (parts.support.get(part) ?? 0) + 1;
  parts.support.set(part, count);
  parts.strongest = Math.max(parts.strongest, count);
}

function directionOf({ verdict }: Observation): Direction {
  return verdict === 'accepted' ? 'raise' : 'hold-back';
}

/**
 * True when a lesson may be learned for this scope: at least three distinct findings speak for it, none that stands against it, and it is
 * the narrowest scope that holds them, or its parts speak for it independently of the strongest one.
 */
export function learned({ judgements, scope, parts }: ScopeNode, direction: Direction): boolean {
  const { strongest } = parts[direction];
  if (!supports(judgements, direction)) return false;
  if (!scope.endsWith('/') && scope !== everywhere) return true;
  const count = support(judgements, direction);
  if (scope === everywhere && count < minimumEverywhere) return false;
  const outside = count - strongest;
  return outside >= minimumOutside || (scope !== everywhere && strongest < minimumDistinct && outside > 0);
}

/** The widest scopes that may be learned, each with its statistics, in a stable order. No two of them overlap. `below`: only narrower ones than this. */
export function widestLearned(observations: Observation[], direction: Direction, options: { below?: ScopeKey } = {}): ScopeNode[] {
  const { nodes, partsOf } = latticeOf(observations);
  const found: ScopeNode[] = [];
  const waiting: ScopeKey[] = options.below === undefined ? [everywhere] : [...(partsOf.get(options.below) ?? [])];
  for (let scope = waiting.pop(); scope !== undefined; scope = waiting.pop()) {
    const node = nodes.get(scope);
    if (!node || support(node.judgements, direction) < minimumDistinct) continue;
    if (learned(node, direction) && isNameable(scope)) found.push(node);
    else waiting.push(...(partsOf.get(scope) ?? []));
  }
  return found.sort((a, b) => (a.scope < b.scope ? -1 : 1));
}

type Lattice = { nodes: Map<ScopeKey, ScopeNode>; partsOf: Map<ScopeKey, Set<ScopeKey>> };

/** The same verdicts are asked for both directions, and for what is below a scope. */
const lattices = new WeakMap<readonly Observation[], Lattice>();

function latticeOf(observations: readonly Observation[]): Lattice {
  let lattice = lattices.get(observations);
  if (!lattice) lattices.set(observations, (lattice = buildLattice(observations)));
  return lattice;
}

function buildLattice(observations: readonly Observation[]): Lattice {
  const nodes: Lattice['nodes'] = new Map();
  const partsOf: Lattice['partsOf'] = new Map();
  const supported = supportedScopes(observations);
  if (supported.size === 0) return { nodes, partsOf };
  for (const observation of observations) {
    let part: ScopeKey | undefined;
    for (const scope of scopesOf(observation.subject.path)) {
      // what too few speak for is not learned, whatever speaks against it; most files are that
      if (supported.has(scope)) {
        let node = nodes.get(scope);
        if (!node) nodes.set(scope, (node = scopeNode(scope)));
        addPart(node, observation, part);
        if (part !== undefined) {
          const parts = partsOf.get(scope);
          if (parts) parts.add(part);
          else partsOf.set(scope, new Set([part]));
        }
      }
      part = scope;
    }
  }
  return { nodes, partsOf };
}

/** Those for which enough findings speak in one of the directions, whatever speaks against them. */
function supportedScopes(observations: readonly Observation[]): Set<ScopeKey> {
  const counts = { 'hold-back': new Map<ScopeKey, number>(), raise: new Map<ScopeKey, number>() };
  const supported = new Set<ScopeKey>();
  for (const observation of observations) {
    if (!decides(observation)) continue;
    const of = counts[directionOf(observation)];
    for (const scope of scopesOf(observation.subject.path)) {
      const count = (of.get(scope) ?? 0) + 1;
      of.set(scope, count);
      if (count === minimumDistinct) supported.add(scope);
    }
  }
  return supported;
}
