/** A table as CSV (RFC 4180), for spreadsheets: raw numbers, instants as they are, and no text that a spreadsheet would run. */
import type { Cell, Table } from '../../protocol/dashboard.js';

export function csvOf({ columns, rows }: Table): string {
  return [columns.map((c) => c.title), ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // a text that begins like a formula would be one
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
