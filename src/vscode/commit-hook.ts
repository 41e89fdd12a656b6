/** What to write into the settings of VS Code's commit hook, so that it asks about Reverie's findings and otherwise does what it did. */

/** `sources`: from which severity on a source's problems count, by its name; `*` is every other source. */
export type HookSettings = { enabled: boolean; sources: Record<string, string> };
/** undefined: not set. */
export type HookChange = { enabled: boolean | undefined; sources: Record<string, string> | undefined };

/** A hook that was off stays silent about every other source: nobody has asked for them. */
export function guarded(own: Partial<HookSettings>, effective: HookSettings): HookChange {
  const others: Record<string, string> = effective.enabled ? {} : { '*': 'none' };
  return { enabled: true, sources: { ...others, ...own.sources, reverie: 'warning' } };
}

export function unguarded(own: Partial<HookSettings>): HookChange {
  const { reverie: _, ...rest } = own.sources ?? {};
  const onlyOurs = Object.entries(rest).every(([source, severity]) => source === '*' && severity === 'none');
  return onlyOurs ? { enabled: undefined, sources: undefined } : { enabled: own.enabled, sources: rest };
}
