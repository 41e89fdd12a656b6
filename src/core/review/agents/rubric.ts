/** What a good review is: the built-in rubric, or the team's `.reverie/rubric.md`. */
import builtIn from './prompts/rubric.md';

export type Criterion = { id: string; title: string };
export type Rubric = { criteria: Criterion[]; /** `.reverie/rubric.md`, or absent for the built-in one. */ file?: string };

/** More criteria than this nobody can grade well. */
const mostCriteria = 20;

export function builtInRubric(): Rubric {
  return { criteria: readCriteria(builtIn) };
}

/**
 * A rubric is a Markdown list: `- id: what a good review does`, or without an id. Whatever else stands in the file is for people.
 * `problem` says why the built-in rubric counts instead.
 */
export function readRubric(text: string, file: string): { rubric: Rubric; problem?: string } {
  const criteria = readCriteria(text);
  if (criteria.length === 0)
    return { rubric: builtInRubric(), problem: `${file} has no criteria: write each as a list item, - id: what a good review does` };
  if (criteria.length <= mostCriteria) return { rubric: { criteria, file } };
  return {
    rubric: { criteria: criteria.slice(0, mostCriteria), file },
    problem: `${file} has ${criteria.length} criteria; only the first ${mostCriteria} are graded`,
  };
}

function readCriteria(text: string): Criterion[] {
  const criteria: Criterion[] = [];
  const taken = new Set<string>();
  for (const line of text.split('\n')) {
    const item = /^\s{0,3}[-*+] +(?:\[[ x]\] +)?(?:\**([a-z][a-z0-9-]{0,39})\**:\**\s+)?(\S.*)$/i.exec(line);
    if (!item?.[2]) continue;
    let id = (item[1] ?? `c${criteria.length + 1}`).toLowerCase();
    while (taken.has(id)) id = `${id}-2`;
    taken.add(id);
    criteria.push({ id, title: item[2].trim().slice(0, 500) });
  }
  return criteria;
}
