/** Finds the finding a person means by an id, a fingerprint, or an unambiguous beginning of either. */
import { HumanError } from '../human-error.js';
import type { KnownFinding } from './known-finding.js';

const shortest = 4;

/** True when `findFinding` would find something, or refuse it as ambiguous. */
export function knows(known: Map<string, KnownFinding>, wanted: string): boolean {
  return known.has(wanted) || matchesOf(known, wanted).length > 0;
}

/** Throws a HumanError when nothing matches, or more than one finding does. `unread` tells what could not be read: it may be in there. */
export function findFinding(known: Map<string, KnownFinding>, wanted: string, unread: string[] = []): KnownFinding {
  const exact = known.get(wanted);
  if (exact) return exact;
  const matches = matchesOf(known, wanted);
  const [only, ...others] = matches;
  if (!only && unread.length > 0) {
    throw new HumanError(`No finding is known as “${wanted}” in what can be read. ${unread.slice(0, 3).join('. ')}`, {
      next: 'Make that readable and writable, then try again: nothing was recorded',
    });
  }
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

function matchesOf(known: Map<string, KnownFinding>, wanted: string): KnownFinding[] {
  const all = [...known.values()];
  const exact = all.filter(({ last }) => last.finding.id === wanted);
  if (exact.length > 0 || wanted.length < shortest) return exact;
  return all.filter(({ last: { finding } }) => finding.fingerprint.startsWith(wanted) || finding.id.startsWith(wanted));
}
