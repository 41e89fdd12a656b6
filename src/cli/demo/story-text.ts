/** The words of the demo. Every number in them comes from the run that is told. */
import type { Finding } from '../../core/review/finding.js';
import { styled, type Line } from '../text/line.js';
import { plural } from '../text/plural.js';
import type { Comparison } from './comparison.js';

export function heading(text: string): Line[] {
  return [[], [styled(['bold', 'cyan'], text)]];
}

export function comparisonText({ before, after, heldBack, elsewhere, losses }: Comparison): Line[] {
  const row = (label: string, left: number, right: number, bold = false): Line => {
    const text = `  ${label.padEnd(34)}${String(left).padStart(8)}${String(right).padStart(8)}`;
    return [bold ? styled('bold', text) : text];
  };
  const lines: Line[] = [
    [styled('dim', `  ${'the same changes, reviewed'.padEnd(34)}${'before'.padStart(8)}${'after'.padStart(8)}`)],
    row('findings shown', before.shown, after.shown, true),
    row('held back by memory', before.heldBack, after.heldBack),
    row('shown, of kinds people accepted', before.useful, after.useful),
    row('shown, about security', before.security, after.security),
    [],
  ];
  for (const [lesson, held] of heldBack) {
    lines.push(['  Held back: ', held[0]?.why ?? '', styled('dim', ` (${lesson})`)]);
    for (const { finding } of held) lines.push([styled('dim', `    ${findingWords(finding)}`)]);
  }
  for (const finding of elsewhere) lines.push(['  Still shown, of the same rule: ', findingWords(finding)]);
  lines.push([]);
  if (losses.length === 0) {
    lines.push(
      [styled('green', '  ✓ '), 'Nothing vanished: every finding from before is shown or listed as held back.'],
      [styled('green', '  ✓ '), 'Nothing that people accepted before is hidden, also not of the same rule elsewhere.'],
      [styled('green', '  ✓ '), 'Security findings are as they were: memory never hides them.'],
    );
  }
  for (const loss of losses) lines.push([styled('yellow', '  ! '), `Lost: ${loss}`]);
  if (before.shown === after.shown) lines.push([styled('yellow', '  ! '), 'Nothing became quieter in this run.']);
  return lines;
}

function findingWords({ anchor, title }: Finding): string {
  return `${anchor.path}${anchor.state === 'exact' ? `:${anchor.startLine}` : ''}  ${title}`;
}

export function dayText(day: string, message: string, counts: { findings: number; dismissed: number; accepted: number }): Line {
  return [
    '  ',
    day.padEnd(11),
    message.padEnd(40),
    styled('dim', `${plural(counts.findings, 'finding')}: ${counts.accepted} accepted, ${counts.dismissed} dismissed as intended`),
  ];
}
