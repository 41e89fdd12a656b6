/** `reverie audit`: checks that everything recorded is still there and unchanged. */
import { withReverie, type CommonOptions } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { printResult } from '../print.js';
import { withStatusLine } from '../status-line.js';
import type { CommandContext } from '../terminal.js';
import { plural } from '../text/plural.js';
import { auditText } from '../text/audit-text.js';

/** Exit code 1 when a problem is an error; warnings alone give 0. */
export async function auditCommand(context: CommandContext, options: CommonOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const report = await withStatusLine(context.terminal, (update) => {
      update('Checking what was recorded …');
      return reverie.audit({ signal: context.signal, onWait: (open) => update(`Waiting for ${plural(open, 'open transcript')} …`) });
    });
    const { files, events, anchors, problems } = report;
    await printResult(context, options, { text: () => auditText(report), json: () => ({ version: 1, files, events, anchors, problems }) });
    return problems.some((problem) => problem.severity === 'error') ? exitCode.findings : exitCode.ok;
  });
}
