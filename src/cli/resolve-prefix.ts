/** Finds the one thing that a typed prefix of its id names. */
import { HumanError } from '../core/human-error.js';

/** Throws a HumanError when no id or more than one starts with `given`; a whole id always names itself. */
export function resolvePrefix<T>(values: T[], given: string, options: { id: (value: T) => string; what: string; next: string }): T {
  const exact = values.find((value) => options.id(value) === given);
  if (exact) return exact;
  const matches = given ? values.filter((value) => options.id(value).startsWith(given)) : [];
  const [only] = matches;
  if (only && matches.length === 1) return only;
  if (!only) throw new HumanError(`There is no ${options.what} “${given}”`, { next: options.next });
  const some = matches.slice(0, 5).map(options.id).join(', ');
  throw new HumanError(`“${given}” names ${matches.length} of them: ${some}${matches.length > 5 ? ', …' : ''}`, {
    next: `Give more of the ${options.what}’s id`,
  });
}
