/** What the dashboard's panel and its webview say to each other. All texts arrive translated; the webview draws and knows no words of its own. */

/** How a column's values are written. `percent` is 0..1; `time` an instant and `week` a day, both ISO 8601. */
export type Unit = 'text' | 'week' | 'time' | 'count' | 'percent' | 'usd';
/** Null where there is nothing to tell: a rate of nothing, a price that is not known. */
export type Cell = string | number | null;

export type Table = { caption: string; columns: { title: string; unit: Unit }[]; rows: Cell[][] };

/** A series is one column of the table, so that the picture and the numbers cannot differ; its colour says what it is. */
export type Chart = {
  kind: 'line' | 'stacked';
  series: { column: number; color: SeriesColor }[];
  /** In one sentence what the picture shows, for those who do not see it. */
  label: string;
};
export type SeriesColor = 'blue' | 'orange' | 'yellow' | 'purple' | 'muted';

const sectionIds = ['acceptance', 'noise', 'memory', 'health', 'dreams', 'cost'] as const;
export type SectionId = (typeof sectionIds)[number];

/** `empty` stands in place of chart and table when there is nothing to show yet. */
export type Section = { id: SectionId; title: string; about: string; chart?: Chart; table: Table; empty: string };

export type Fact = { label: string; value: string };

export type DashboardRepo = { name: string; facts: Fact[]; sections: Section[]; problems: string[] };

/** The words of the page itself; `{0}` in `tableOf` is the title of a section. */
export type DashboardWords = { exportCsv: string; none: string; tableOf: string };

/** From the extension to the webview. `language` is a BCP 47 tag. */
export type DashboardUpdate =
  | { type: 'dashboard'; words: DashboardWords; language: string; repos: DashboardRepo[] }
  /** Something is going on, or went wrong; what is shown stays. `action`: a button beside it, and what it asks for. */
  | { type: 'status'; text: string; action?: { label: string; asks: StatusAction } };

const statusActions = ['stop', 'ready'] as const;
export type StatusAction = (typeof statusActions)[number];

/** From the webview to the extension. `ready`: it waits for figures; `stop`: no longer. `repo` is the index of the repo that is shown. */
export type DashboardRequest = { type: 'ready' } | { type: 'stop' } | { type: 'export'; repo: number; section: SectionId };

/** A webview's message is from outside: anything else is ignored. */
export function isDashboardRequest(message: unknown): message is DashboardRequest {
  if (!isRecord(message)) return false;
  if (statusActions.some((action) => action === message['type'])) return true;
  const { repo, section } = message;
  return message['type'] === 'export' && Number.isSafeInteger(repo) && Number(repo) >= 0 && sectionIds.some((id) => id === section);
}

/** Whether a message can be drawn: other frames can post to a window too. */
export function isDashboardUpdate(message: unknown): message is DashboardUpdate {
  if (!isRecord(message)) return false;
  if (message['type'] === 'status') return typeof message['text'] === 'string' && isAction(message['action']);
  const { type, words, language, repos } = message;
  return type === 'dashboard' && typeof language === 'string' && isRecord(words) && wordsAreTexts(words) && isArrayOf(repos, isRepo);
}

function isAction(action: unknown): boolean {
  return (
    action === undefined || (isRecord(action) && typeof action['label'] === 'string' && statusActions.some((a) => a === action['asks']))
  );
}

function wordsAreTexts({ exportCsv, none, tableOf }: Record<string, unknown>): boolean {
  return [exportCsv, none, tableOf].every((word) => typeof word === 'string');
}

function isRepo({ name, facts, problems, sections }: Record<string, unknown>): boolean {
  return (
    typeof name === 'string' &&
    isArrayOf(facts, (f) => typeof f['label'] === 'string' && typeof f['value'] === 'string') &&
    Array.isArray(problems) &&
    problems.every((p) => typeof p === 'string') &&
    isArrayOf(sections, isSection)
  );
}

function isSection({ id, title, about, empty, table, chart }: Record<string, unknown>): boolean {
  if (!sectionIds.some((known) => known === id) || ![title, about, empty].every((text) => typeof text === 'string')) return false;
  if (!isRecord(table)) return false;
  const { caption, columns, rows } = table;
  if (typeof caption !== 'string' || !isArrayOf(columns, isColumn) || !Array.isArray(rows)) return false;
  const width = (columns as unknown[]).length;
  if (!rows.every((row) => Array.isArray(row) && row.length === width && row.every(isCell))) return false;
  return chart === undefined || (isRecord(chart) && isArrayOf(chart['series'], (s) => Number(s['column']) < width));
}

function isColumn({ title, unit }: Record<string, unknown>): boolean {
  return typeof title === 'string' && typeof unit === 'string';
}

function isCell(value: unknown): boolean {
  return value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

function isArrayOf(value: unknown, holds: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isRecord(item) && holds(item));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
