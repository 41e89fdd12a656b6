/** Finds the finding a person means by an id, a fingerprint, or an unambiguous beginning of either. */
import { HumanError } from '../human-error.js';
import type { KnownFinding } from './known-finding.js';

const shortest = 4;

/** Throws a HumanError when nothing matches, or more than one finding does. */
export function findFinding(known: Map<string, KnownFinding>, wanted: string): KnownFinding {
  const exact = known.get(wanted) ?? [...known.values()].find((k) => k.last.finding.id === wanted);
  if (exact) return exact;
  const matches =
    wanted.length < shortest
      ? []
      : [...known.values()].filter(({ last: { finding } }) => finding.fingerprint.startsWith(wanted) || finding.id.startsWith(wanted));
  const [only, ...others] = matches;
  if (!only) {
    throw new HumanError(`No finding is known as “${wanted}”`, {
      next: 'Run reverie review, then use the id or fingerprint it shows (at least four characters of it)',
    });
  }
  if (others.length > 0) {
    const places = matches.slice(0, 5).map(({ last: { finding } }) => `${finding.fingerprint} (${finding.title}, ${finding.anchor.path})`);
    throw new HumanError(`“${wanted}” is the beginning of ${matches.length} findings: ${places.join('; ')}`, {
      next: 'Give more characters',
    });
  }
  return only;
}
