/** How the values of a table are written, in the language of the editor. */
import type { Cell, Unit } from '../../src/protocol/dashboard.js';

export function isNumber(unit: Unit): boolean {
  return unit === 'count' || unit === 'percent' || unit === 'usd';
}

/** A dash where there is nothing to tell. */
export function cellText(value: Cell, unit: Unit, language: string): string {
  if (value === null) return '–';
  if (typeof value === 'string') {
    if (unit === 'week') return date(value, language, { dateStyle: 'medium', timeZone: 'UTC' });
    return unit === 'time' ? date(value, language, { dateStyle: 'medium', timeStyle: 'short' }) : value;
  }
  if (unit === 'percent') return number(value, language, { style: 'percent', maximumFractionDigits: 0 });
  if (unit === 'usd') return number(value, language, { minimumFractionDigits: 2, maximumFractionDigits: value > 0 && value < 0.1 ? 4 : 2 });
  return number(value, language, {});
}

function date(value: string, language: string, options: Intl.DateTimeFormatOptions): string {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : at.toLocaleString(language, options);
}

function number(value: number, language: string, options: Intl.NumberFormatOptions): string {
  return value.toLocaleString(language, options);
}
