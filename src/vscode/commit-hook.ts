/** What to write into the settings of VS Code's commit hook, so that it asks about Reverie's findings and otherwise does what it did. */

/** `sources`: from which severity on a source's problems count, by its name; `*` is every other source. */
export type HookSettings = { enabled: boolean; sources: Record<string, string> };
/** undefined: not set. */
export type HookChange = { enabled: boolean | undefined; sources: Record<string, string> | undefined };

/** `own`: what the workspace sets. What it says of other sources stays, and where it says nothing VS Code's default holds: their errors count. */
export function guarded(own: Partial<HookSettings>): HookChange {
  return { enabled: true, sources: { ...own.sources, reverie: 'warning' } };
}

/** Where nothing else was set for the hook, it is off again. */
export function unguarded(own: Partial<HookSettings>): HookChange {
  const { reverie: _, ...rest } = own.sources ?? {};
  return Object.keys(rest).length === 0 ? { enabled: undefined, sources: undefined } : { enabled: own.enabled, sources: rest };
}
