/** How severities and findings look in a terminal, the same in every command. */
import { severities, type Severity } from '../../core/review/finding.js';
import { styled, type Span, type Style } from './line.js';

const styles: Record<Severity, Style> = {
  critical: ['bold', 'magenta'],
  high: ['bold', 'red'],
  medium: 'yellow',
  low: 'cyan',
  info: 'dim',
};

const width = Math.max(...severities.map((s) => s.length));

/** The severity, padded so that what follows stands in one column. */
export function severityLabel(severity: Severity): Span {
  return styled(styles[severity], severity.padEnd(width));
}

/** 0 for the worst; for sorting. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}
