/** The engine's calls that forget what was recorded. */
import type { Reverie } from '../../core/reverie.js';
import { readCitedLines } from './cited-lines.js';
import { forget, type ForgetDeps, previewForget } from './forget.js';

export function forgetCalls(deps: ForgetDeps): Pick<Reverie, 'previewForget' | 'forget' | 'citedLine'> {
  return {
    previewForget: (options) => previewForget(deps, options),
    forget: (request, options) => forget(deps, request, options),
    async citedLine({ source: id, file, seq }) {
      const { reachable } = await deps.sources.list();
      const source = reachable.find((s) => s.id === id);
      // the name comes from a lesson, which may come from anywhere
      if (!source || !/^(?:transcripts|ledger)\/[\w.-]+\.jsonl$/.test(file)) return undefined;
      return (await readCitedLines(source.path, file)).find((line) => line.seq === seq)?.line;
    },
  };
}
