/** The panel that shows one lesson to read; its citations lead to code and transcripts, its buttons are the commands of the Memory view. */
import * as vscode from 'vscode';
import { isLessonRequest, type LessonAction, type LessonRequest, type LessonUpdate } from '../../protocol/lesson.js';
import type { CommandContext } from '../commands/command-context.js';
import { lessonNodes, type LessonNode } from '../memory-tree.js';
import { describeError } from '../next-step-error.js';
import type { RepoSession } from '../repo-session.js';
import { tabIcon } from '../tab-icon.js';
import { webviewPage } from '../webview-page.js';
import { plain } from '../words.js';
import { lessonPage } from './lesson-page.js';

/** The commands of the Memory view, which take a row. */
const commands: Record<LessonAction, string> = {
  edit: 'reverie.editLesson',
  pin: 'reverie.pinLesson',
  unpin: 'reverie.unpinLesson',
  activate: 'reverie.activateLesson',
  retire: 'reverie.retireLesson',
  restore: 'reverie.restoreLesson',
  history: 'reverie.lessonHistory',
};

let open: { panel: vscode.WebviewPanel; show: (session: RepoSession, lesson: string) => Promise<void> } | undefined;

/** Shows the lesson in the one panel there is. */
export async function showLessonPanel(
  context: Pick<CommandContext, 'store' | 'extensionUri' | 'log'>,
  session: RepoSession,
  lesson: string,
): Promise<void> {
  open ??= createPanel(context);
  open.panel.reveal(undefined, true);
  await open.show(session, lesson);
}

function createPanel({ store, extensionUri, log }: Pick<CommandContext, 'store' | 'extensionUri' | 'log'>): NonNullable<typeof open> {
  const files = vscode.Uri.joinPath(extensionUri, 'dist', 'media');
  const panel = vscode.window.createWebviewPanel(
    'reverie.lesson',
    vscode.l10n.t('Lesson'),
    { viewColumn: vscode.ViewColumn.Active, preserveFocus: true },
    { enableScripts: true, localResourceRoots: [files] },
  );
  panel.iconPath = tabIcon(extensionUri);
  let shown: { session: RepoSession; lesson: string } | undefined;
  let node: LessonNode | undefined;
  const send = (update: LessonUpdate) => void panel.webview.postMessage(update);

  const draw = async () => {
    if (!shown) return;
    const { session, lesson } = shown;
    node = await readNode(session, lesson);
    if (shown.lesson !== lesson) return;
    if (node) {
      panel.title = plain(node.lesson.statement).slice(0, 60);
      send({ type: 'lesson', language: vscode.env.language, page: lessonPage(node, new Date()) });
    } else send({ type: 'gone', text: vscode.l10n.t('This lesson is no longer in memory. Its history is: see Show Memory History.') });
  };
  const redraw = () => {
    draw().catch((error: unknown) => {
      log.warn(`lesson: ${describeError(error).message}`);
      send({ type: 'gone', text: describeError(error).message });
    });
  };
  const run = async (request: LessonRequest): Promise<void> => {
    if (request.type === 'ready') redraw();
    if (!shown || !node || request.type === 'ready') return;
    const row = (child: unknown) => ({ session: shown?.session, node: child });
    if (request.type === 'action') {
      await vscode.commands.executeCommand(commands[request.action], row(node));
      return;
    }
    const wanted = request.type === 'evidence' ? 'evidence' : 'held-back';
    const child = node.children.filter((c) => c.kind === wanted).at(request.index);
    const command = { evidence: 'reverie.openEvidence', held: 'reverie.openFinding', 'bring-back': 'reverie.bringBack' }[request.type];
    if (child) await vscode.commands.executeCommand(command, row(child));
  };
  const subscriptions = [
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isLessonRequest(message)) void run(message);
    }),
    store.subscribe((change) => {
      if (change.part === 'memory' || (change.part === 'findings' && !store.sessions.some((s) => s.reviewing))) redraw();
    }),
  ];
  panel.onDidDispose(() => {
    for (const subscription of subscriptions) subscription.dispose();
    open = undefined;
  });
  panel.webview.html = webviewPage(panel.webview, files, { name: 'lesson', title: vscode.l10n.t('Lesson') });
  return {
    panel,
    show: async (session, lesson) => {
      shown = { session, lesson };
      await draw();
    },
  };
}

/** Health counts when it is known already: a page does not wait for it. */
async function readNode(session: RepoSession, id: string): Promise<LessonNode | undefined> {
  const memory = await session.memory.get();
  const lesson = memory.lessons.find((l) => l.id === id);
  const health = session.health.last;
  const view = { titles: session.titles(), heldBack: session.report?.heldBack ?? [], ...(health && { health }) };
  return lesson && lessonNodes(memory, view)(lesson);
}
