/** An audit as text. */
import type { AuditReport } from '../../core/transcript/transcript-store.js';
import { styled, type Line } from './line.js';
import { plural } from './plural.js';

export function auditText(report: AuditReport): Line[] {
  const lines: Line[] = [];
  for (const { severity, file, problem, next } of report.problems) {
    lines.push(
      [styled(severity === 'error' ? 'red' : 'yellow', severity.padEnd(8)), file, `: ${problem}`],
      ['        ', styled('dim', next)],
    );
  }
  const checked = `${plural(report.files, 'file')}, ${plural(report.events, 'event')}, ${plural(report.anchors, 'anchor')} checked`;
  const verdict = report.problems.length === 0 ? 'Everything recorded is there and unchanged' : plural(report.problems.length, 'problem');
  return [...lines, [styled('bold', verdict), `: ${checked}`]];
}
