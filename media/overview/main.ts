/** The overview's own code: tables of figures with bars beside them. All text is set as text. */
import type { DreamFigures, OverviewFigures, OverviewRequest, OverviewUpdate, ReviewFigures } from '../../src/protocol/overview.js';
import './overview.css';

declare function acquireVsCodeApi(): { postMessage(message: OverviewRequest): void };

const vscode = acquireVsCodeApi();
const main = document.querySelector('main') ?? document.body;

window.addEventListener('message', ({ data }: MessageEvent<OverviewUpdate>) => {
  main.replaceChildren(...(data.type === 'figures' ? overview(data.figures) : [element('p', data.message)]));
});
vscode.postMessage({ type: 'ready' });

function overview({ repos }: OverviewFigures): HTMLElement[] {
  return repos.flatMap(({ name, reviews, dreams }) => [element('h1', name), ...reviewSection(reviews), ...dreamSection(dreams)]);
}

function reviewSection(reviews: ReviewFigures[]): HTMLElement[] {
  const heading = element('h2', 'Reviews');
  if (reviews.length === 0) return [heading, element('p', 'Nothing has been reviewed yet.')];
  const most = Math.max(1, ...reviews.map((r) => r.shown + r.heldBack));
  const rows = reviews.map((r) => {
    const row = element('tr');
    row.append(element('th', time(r.at), { scope: 'row' }), element('td', r.scope), bars(r, most));
    row.append(...[r.shown, r.dismissed, r.heldBack].map((n) => element('td', String(n), { class: 'number' })));
    return row;
  });
  const caption = 'What each review showed, what of it was dismissed later, and what memory held back';
  return [heading, legend(), table(caption, ['When', 'Scope', ''], ['Shown', 'Dismissed', 'Held back'], rows)];
}

function dreamSection(dreams: DreamFigures[]): HTMLElement[] {
  const heading = element('h2', 'Dreams');
  if (dreams.length === 0) return [heading, element('p', 'No dreams yet.')];
  const rows = dreams.map((d) => {
    const row = element('tr');
    row.append(element('th', time(d.at), { scope: 'row' }), element('td', d.trigger), element('td', d.outcome));
    row.append(...[d.applied, d.waiting].map((n) => element('td', String(n), { class: 'number' })));
    return row;
  });
  return [heading, table('What each dream came to', ['When', 'Started by', 'Outcome'], ['Applied', 'Waiting'], rows)];
}

/** A picture of the numbers in the same row, so it is hidden from screen readers. */
function bars({ shown, dismissed, heldBack }: ReviewFigures, most: number): HTMLElement {
  const cell = element('td', undefined, { class: 'bars', 'aria-hidden': 'true' });
  for (const [kind, n] of [
    ['kept', shown - dismissed],
    ['dismissed', dismissed],
    ['held-back', heldBack],
  ] as const) {
    const bar = element('span', undefined, { class: `bar ${kind}` });
    bar.style.width = `${(100 * Math.max(0, n)) / most}%`;
    cell.append(bar);
  }
  return cell;
}

function legend(): HTMLElement {
  const list = element('p', undefined, { class: 'legend', 'aria-hidden': 'true' });
  for (const [kind, words] of [
    ['kept', 'shown'],
    ['dismissed', 'shown, then dismissed'],
    ['held-back', 'held back'],
  ] as const) {
    list.append(element('span', undefined, { class: `bar ${kind}` }), element('span', words));
  }
  return list;
}

function table(caption: string, columns: string[], numbers: string[], rows: HTMLElement[]): HTMLElement {
  const head = element('tr');
  head.append(...columns.map((c) => (c ? element('th', c, { scope: 'col' }) : element('td', undefined, { 'aria-hidden': 'true' }))));
  head.append(...numbers.map((c) => element('th', c, { scope: 'col', class: 'number' })));
  const result = element('table');
  const thead = element('thead');
  const tbody = element('tbody');
  thead.append(head);
  tbody.append(...rows);
  result.append(element('caption', caption), thead, tbody);
  return result;
}

function element(name: string, text?: string, attributes: Record<string, string> = {}): HTMLElement {
  const result = document.createElement(name);
  if (text !== undefined) result.textContent = text;
  for (const [key, value] of Object.entries(attributes)) result.setAttribute(key, value);
  return result;
}

function time(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
