/** The page of one lesson. All text is set as text; a new message keeps the focus. */
import { isLessonUpdate, type LessonPage, type LessonRequest } from '../../src/protocol/lesson.js';
import { element } from '../element.js';
import './lesson.css';

declare function acquireVsCodeApi(): { postMessage(message: LessonRequest): void };

const vscode = acquireVsCodeApi();
const main = document.querySelector('main') ?? document.body;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isLessonUpdate(data)) return;
  const focused = document.activeElement?.id;
  if (data.type === 'gone') main.replaceChildren(element('p', data.text, { role: 'status' }));
  else {
    document.documentElement.lang = data.language;
    main.replaceChildren(...page(data.page));
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
});
vscode.postMessage({ type: 'ready' });

function page({ statement, body, problems, facts, actions, evidence, held, words }: LessonPage): HTMLElement[] {
  const buttons = element('div', undefined, { class: 'actions' });
  buttons.append(...actions.map(({ action, label }) => button(action, label, { type: 'action', action })));
  const list = element('dl');
  for (const { label, value } of facts) list.append(element('dt', label), element('dd', value));
  return [
    element('h1', statement),
    ...problems.map((problem) => element('p', problem, { class: 'problem' })),
    buttons,
    ...(body ? [element('p', body, { class: 'body' })] : []),
    list,
    ...section(
      'held',
      words.heldBack,
      held.length === 0 ? words.noneHeld : undefined,
      held.map(({ title, place, why }, index) => {
        const item = element('li');
        item.append(
          button(`held-${index}`, `${title} (${place})`, { type: 'held', index }, 'link'),
          element('p', why, { class: 'why' }),
          button(`bring-back-${index}`, words.bringBack, { type: 'bring-back', index }),
        );
        return item;
      }),
    ),
    ...section(
      'evidence',
      words.evidence,
      undefined,
      evidence.map(({ kind, place, quote }, index) => {
        const item = element('li');
        const cited = element('pre', quote, { class: kind, tabindex: '0', 'aria-label': place });
        item.append(button(`evidence-${index}`, place, { type: 'evidence', index }, 'link'), cited);
        return item;
      }),
    ),
  ];
}

function section(id: string, title: string, empty: string | undefined, items: HTMLElement[]): HTMLElement[] {
  const list = element('ol', undefined, { 'aria-labelledby': `${id}-title` });
  list.append(...items);
  return [element('h2', title, { id: `${id}-title` }), empty === undefined ? list : element('p', empty, { class: 'why' })];
}

function button(id: string, label: string, request: LessonRequest, kind = 'plain'): HTMLElement {
  const result = element('button', label, { id, type: 'button', class: kind });
  result.addEventListener('click', () => vscode.postMessage(request));
  return result;
}
