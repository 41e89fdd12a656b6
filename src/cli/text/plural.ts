/** Counts as people say them: `1 finding`, `3 findings`, `no findings`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count === 0 ? 'no' : count} ${count === 1 ? one : many}`;
}
