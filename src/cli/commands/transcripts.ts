/** `reverie transcripts`: lists the records of reviews and dreams, and shows one as a readable document. */
import type { TranscriptRecord } from '../../core/transcript/transcript-store.js';
import { nextCommand, withReverie, type CommonOptions } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { printResult, warn } from '../print.js';
import { resolvePrefix } from '../resolve-prefix.js';
import type { CommandContext } from '../terminal.js';
import { summary, transcriptsText, transcriptText } from '../text/transcript-text.js';

export async function listTranscripts(context: CommandContext, options: CommonOptions & { limit: number }): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const entries = await reverie.transcripts();
    const newest = entries.slice(-options.limit).reverse();
    const records: TranscriptRecord[] = [];
    for (const { id } of newest) records.push(await reverie.transcript(id));
    await printResult(context, options, {
      text: () => transcriptsText(records, entries.length, nextCommand(context, options)),
      json: () => ({ version: 1, total: entries.length, transcripts: records.map(entryJson) }),
    });
    return exitCode.ok;
  });
}

export async function showTranscript(context: CommandContext, id: string, options: CommonOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const entry = resolvePrefix(await reverie.transcripts(), id, {
      id: (e) => e.id,
      what: 'transcript',
      next: 'reverie transcripts list shows which there are',
    });
    const record = await reverie.transcript(entry.id);
    await printResult(context, options, {
      text: () => transcriptText(record),
      json: () => ({ version: 1, transcript: { ...entryJson(record), events: record.events, unreadable: record.unreadable } }),
    });
    const torn = record.torn ? [`the last line of ${record.path} is torn (${record.torn.bytes} bytes); everything before it was read`] : [];
    await warn(context, [
      ...torn,
      ...record.unreadable.map(({ reason }) => (record.state === 'unreadable' ? reason : `unreadable line kept: ${reason}`)),
    ]);
    return exitCode.ok;
  });
}

function entryJson(record: TranscriptRecord) {
  const { kind, started, ended, findings } = summary(record);
  return {
    id: record.id,
    kind,
    state: record.state,
    reason: record.state === 'unreadable' ? record.unreadable[0]?.reason : undefined,
    startedAt: started?.at,
    endedAt: ended?.at,
    outcome: ended?.state,
    scope: started?.kind === 'review' ? started.scope : undefined,
    findings: started?.kind === 'review' ? findings : undefined,
    source: record.source.id,
    path: record.path,
  };
}
