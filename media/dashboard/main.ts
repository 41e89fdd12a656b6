/** The dashboard's own code: draws what it is sent. All text is set as text; a new message keeps focus and place. */
import {
  isDashboardUpdate,
  type DashboardRepo,
  type DashboardRequest,
  type DashboardUpdate,
  type Section,
} from '../../src/protocol/dashboard.js';
import { drawChart, type DrawnChart } from './chart.js';
import { element } from '../element.js';
import { tableElement } from './table.js';
import './dashboard.css';

declare function acquireVsCodeApi(): { postMessage(message: DashboardRequest): void };

type Drawn = Extract<DashboardUpdate, { type: 'dashboard' }>;

const vscode = acquireVsCodeApi();
const main = document.querySelector('main') ?? document.body;
const status = element('div', undefined, { class: 'status' });
const words = element('span', '', { role: 'status' });
const button = element('button', '', { type: 'button', id: 'status-action' });
button.hidden = true;
status.append(words, button);
const content = element('div');
let charts: DrawnChart[] = [];
// the page's own title stands from the first moment
main.append(element('h1', document.title), status, content);

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isDashboardUpdate(data)) return;
  if (data.type === 'status') tell(data);
  else draw(data);
});

// VS Code tells of another theme by the classes of the body and the variables of the root
const theme = new MutationObserver(() => charts.forEach((chart) => chart.recolor()));
theme.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });

vscode.postMessage({ type: 'ready' });

/** The same button stays while only the words change, so that it can be reached. */
function tell({ text, action }: Extract<DashboardUpdate, { type: 'status' }>): void {
  words.textContent = text;
  button.hidden = action === undefined;
  if (!action) return;
  button.textContent = action.label;
  button.onclick = () => vscode.postMessage({ type: action.asks });
}

function draw(drawn: Drawn): void {
  const focused = document.activeElement?.id;
  const scrolled = window.scrollY;
  for (const chart of charts) chart.destroy();
  charts = [];
  document.documentElement.lang = drawn.language;
  const several = drawn.repos.length > 1;
  content.replaceChildren(
    ...(drawn.repos.length === 0
      ? [element('p', drawn.words.none)]
      : drawn.repos.map((repo, index) => repoElement(drawn, repo, index, several))),
  );
  tell({ type: 'status', text: '' });
  // a chart takes its size from its place in the page
  for (const chart of charts) chart.draw();
  window.scrollTo({ top: scrolled, behavior: 'instant' });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function repoElement(drawn: Drawn, repo: DashboardRepo, index: number, several: boolean): HTMLElement {
  const facts = element('dl', undefined, { class: 'facts' });
  for (const { label, value } of repo.facts) {
    const fact = element('div');
    fact.append(element('dt', label), element('dd', value));
    facts.append(fact);
  }
  const root = element('article');
  // its name even when it is the only one: what is compared is this repository's
  root.append(element('h2', repo.name, several ? {} : { class: 'only' }), facts);
  if (repo.problems.length > 0) {
    const list = element('ul', undefined, { class: 'problems' });
    list.append(...repo.problems.slice(0, 10).map((problem) => element('li', problem)));
    root.append(list);
  }
  root.append(...repo.sections.map((section) => sectionElement(drawn, section, index)));
  return root;
}

function sectionElement({ words, language }: Drawn, section: Section, repo: number): HTMLElement {
  const { id, title, about, chart, table, empty } = section;
  const name = `${id}-${repo}`;
  const root = element('section', undefined, { 'aria-labelledby': `${name}-title` });
  const head = element('div', undefined, { class: 'head' });
  head.append(element('h3', title, { id: `${name}-title` }));
  root.append(head, element('p', about, { class: 'about' }));
  if (table.rows.length === 0) {
    root.append(element('p', empty, { class: 'empty' }));
    return root;
  }
  const button = element('button', words.exportCsv, { id: `${name}-export`, type: 'button', 'aria-describedby': `${name}-title` });
  button.addEventListener('click', () => vscode.postMessage({ type: 'export', repo, section: id }));
  head.append(button);
  const both = element('div', undefined, { class: chart ? 'both' : 'alone' });
  if (chart) {
    const drawn = drawChart(chart, table, { language, describedBy: `${name}-caption` });
    charts.push(drawn);
    both.append(drawn.element);
  }
  // a table that scrolls must be reached by the keyboard
  const scrolled = element('div', undefined, {
    class: 'table',
    role: 'region',
    tabindex: '0',
    id: `${name}-table`,
    'aria-label': words.tableOf.replace('{0}', title),
  });
  scrolled.append(tableElement(table, { language, captionId: `${name}-caption` }));
  both.append(scrolled);
  root.append(both);
  return root;
}
