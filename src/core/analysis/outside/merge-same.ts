/** The same problem told by several analyzers is one finding that names them all: only when that is certain. */
import type { Candidate, FindingSource } from '../../review/finding.js';
import { broaderThanOurs } from './rule-name.js';

/**
 * Merges candidates of different sources on the same side that begin on the same line and have the same rule (by its one name), rules known
 * to mean the same there, or a specific CWE in common. The first one given stays, with what the other adds: its name, its CWE ids, its fix
 * and being security. Everything else stays as it is, in its order.
 */
export function mergeSame(candidates: Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  const places = new Map<string, number[]>();
  for (const candidate of candidates) {
    const { anchor } = candidate;
    if (anchor.state !== 'exact') {
      kept.push(candidate);
      continue;
    }
    const key = `${anchor.side}\0${anchor.startLine}\0${anchor.path}`;
    const there = places.get(key) ?? [];
    const at = there.find((index) => isSame(kept[index], candidate));
    const same = at === undefined ? undefined : kept[at];
    if (at !== undefined && same) kept[at] = merged(same, candidate);
    else {
      places.set(key, [...there, kept.length]);
      kept.push(candidate);
    }
  }
  return kept;
}

/** Classes so wide that two problems of one line may share them and still be two. */
const wideCwe = new Set(
  [
    16, 17, 19, 20, 74, 116, 189, 199, 200, 254, 264, 284, 310, 388, 398, 399, 435, 664, 665, 682, 691, 693, 697, 703, 707, 710, 1006, 1035,
  ].map((n) => `CWE-${n}`),
);

function isSame(a: Candidate | undefined, b: Candidate): boolean {
  if (!a || a.source.kind !== 'analyzer' || b.source.kind !== 'analyzer' || isOneSource(a.source, b.source)) return false;
  if (a.also?.some((other) => isOneSource(other, b.source))) return a.rule !== undefined && a.rule === b.rule;
  if (a.rule !== undefined && a.rule === b.rule) return true;
  if (isKin(a.rule, b.rule) || isKin(b.rule, a.rule)) return true;
  return (a.cwe ?? []).some((id) => !wideCwe.has(id) && b.cwe?.includes(id));
}

/** The editor's own results and a report of the same analyzer are two sources of it. */
function isOneSource(a: FindingSource, b: FindingSource): boolean {
  return a.name === b.name && a.via === b.via;
}

function isKin(broad: string | undefined, ours: string | undefined): boolean {
  return (
    broad !== undefined && ours !== undefined && Object.hasOwn(broaderThanOurs, broad) && (broaderThanOurs[broad]?.includes(ours) ?? false)
  );
}

function merged(a: Candidate, b: Candidate): Candidate {
  const cwe = [...new Set([...(a.cwe ?? []), ...(b.cwe ?? [])])];
  const fix = a.fix ?? b.fix;
  const also = [...(a.also ?? []), { ...b.source, ...(b.rule !== undefined && { rule: b.rule }) }];
  const others = also.filter(({ name }) => name !== a.source.name);
  const names = [...new Set(others.map(({ name, rule }) => (rule === undefined || rule === a.rule ? name : `${name} (${rule})`)))];
  const said = a.body.replace(/\n\nAlso reported by [^\n]*$/, '');
  const body = names.length > 0 ? `${said}\n\nAlso reported by ${names.join(', ')}.` : said;
  return {
    ...a,
    body,
    category: b.category === 'security' ? 'security' : a.category,
    confidence: Math.max(a.confidence, b.confidence),
    ...(cwe.length > 0 && { cwe }),
    ...(fix && { fix }),
    also,
  };
}
