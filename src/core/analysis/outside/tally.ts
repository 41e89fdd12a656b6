/** Counts what goes wrong many times in one report, so that it is told once. */

/** Sentences in the order of their first mention, with how often: `codeql has results that name no file (12 times)`. */
export function tally(): { add(problem: string): void; sentences(): string[] } {
  const counts = new Map<string, number>();
  return {
    add: (problem) => void counts.set(problem, (counts.get(problem) ?? 0) + 1),
    sentences: () => [...counts].map(([problem, count]) => (count === 1 ? problem : `${problem} (${count} times)`)),
  };
}
