/** What the panel of a lesson and its webview say to each other. All texts arrive translated. */

/** What a person can do with a lesson, as buttons. */
const lessonActions = ['edit', 'pin', 'unpin', 'activate', 'retire', 'restore', 'history'] as const;
export type LessonAction = (typeof lessonActions)[number];

export type LessonPage = {
  statement: string;
  /** Plain text; line ends count. */
  body: string;
  /** What is wrong with it. */
  problems: string[];
  facts: { label: string; value: string }[];
  actions: { action: LessonAction; label: string }[];
  /** In the lesson's order; `place` is where it leads, `quote` what is cited there. */
  evidence: { kind: 'code' | 'event'; place: string; quote: string }[];
  /** Findings of the newest review that it held back. */
  held: { title: string; place: string; why: string }[];
  words: { evidence: string; heldBack: string; bringBack: string; noneHeld: string };
};

/** `gone`: the lesson is no longer in memory, in words. */
export type LessonUpdate = { type: 'lesson'; language: string; page: LessonPage } | { type: 'gone'; text: string };

/** Indices are those of the page that was sent last. */
export type LessonRequest =
  | { type: 'ready' }
  | { type: 'action'; action: LessonAction }
  | { type: 'evidence'; index: number }
  | { type: 'held'; index: number }
  | { type: 'bring-back'; index: number };

/** A webview's message is from outside: anything else is ignored. */
export function isLessonRequest(message: unknown): message is LessonRequest {
  if (!isRecord(message)) return false;
  const { type, action, index } = message;
  if (type === 'ready') return true;
  if (type === 'action') return lessonActions.some((known) => known === action);
  return (type === 'evidence' || type === 'held' || type === 'bring-back') && Number.isSafeInteger(index) && Number(index) >= 0;
}

/** Whether a message can be drawn: other frames can post to a window too. */
export function isLessonUpdate(message: unknown): message is LessonUpdate {
  if (!isRecord(message)) return false;
  if (message['type'] === 'gone') return typeof message['text'] === 'string';
  const { type, language, page } = message;
  if (type !== 'lesson' || typeof language !== 'string' || !isRecord(page)) return false;
  const { statement, body, problems, facts, actions, evidence, held, words } = page;
  return (
    areTexts(statement, body) &&
    Array.isArray(problems) &&
    areTexts(...(problems as unknown[])) &&
    isArrayOf(facts, (f) => areTexts(f['label'], f['value'])) &&
    isArrayOf(actions, (a) => areTexts(a['label']) && lessonActions.some((known) => known === a['action'])) &&
    isArrayOf(evidence, (e) => areTexts(e['kind'], e['place'], e['quote'])) &&
    isArrayOf(held, (h) => areTexts(h['title'], h['place'], h['why'])) &&
    isRecord(words) &&
    areTexts(words['evidence'], words['heldBack'], words['bringBack'], words['noneHeld'])
  );
}

function areTexts(...values: unknown[]): boolean {
  return values.every((value) => typeof value === 'string');
}

function isArrayOf(value: unknown, holds: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isRecord(item) && holds(item));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
