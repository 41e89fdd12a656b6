/** A table of numbers, the newest row first: the caption names it, the first cell of a row heads it. */
import type { Table } from '../../src/protocol/dashboard.js';
import { cellText, isNumber } from './cell-text.js';
import { element } from '../element.js';

export function tableElement({ caption, columns, rows }: Table, options: { language: string; captionId: string }): HTMLElement {
  const head = element('tr');
  head.append(...columns.map(({ title, unit }) => element('th', title, { scope: 'col', ...(isNumber(unit) && { class: 'number' }) })));
  const body = element('tbody');
  for (const cells of rows.toReversed()) {
    const row = element('tr');
    for (const [i, cell] of cells.entries()) {
      const unit = columns[i]?.unit ?? 'text';
      const text = cellText(cell, unit, options.language);
      row.append(i === 0 ? element('th', text, { scope: 'row' }) : element('td', text, isNumber(unit) ? { class: 'number' } : {}));
    }
    body.append(row);
  }
  const thead = element('thead');
  thead.append(head);
  const table = element('table');
  table.append(element('caption', caption, { id: options.captionId }), thead, body);
  return table;
}
