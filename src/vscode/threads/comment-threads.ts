/**
 * Comment threads: each finding of an opened document at its code, as a conversation. They follow edits, settle when the code is gone or the
 * finding is settled, and come back with the code. Documents that are not open have none.
 */
import * as vscode from 'vscode';
import type { Finding } from '../../core/review/finding.js';
import { reviewedCode } from '../code-documents.js';
import type { Engine } from '../engine.js';
import { markOf } from '../findings-tree.js';
import type { FindingsRow } from '../findings-view.js';
import { placeIn } from '../placed-findings.js';
import type { RepoSession, Said } from '../repo-session.js';
import type { ReverieStore } from '../reverie-store.js';
import { watchDeletion } from './watch-deletion.js';
import { threadText, type Remark, type ThreadPlace, type ThreadText } from './thread-text.js';

/** Changes are gathered for this long: people type, and findings stream in. */
const gatherMs = 100;
/** The editor lays threads out some time after they open and close: when to look whether the code is still in view. */
const settleMs = [200, 500, 1_000];
/** Threads in one document; those of the gravest findings. All of them are in the tree and in Problems. */
const mostInDocument = 200;

export type CommentThreads = vscode.Disposable & {
  /** The row of the finding whose thread, remark or reply a command was called with. */
  rowOf: (what: unknown) => FindingsRow | undefined;
  /** Opens a finding's thread in its document as soon as it is there, and closes the one opened before. */
  reveal: (document: vscode.TextDocument, fingerprint: string) => void;
};

type Shown = { thread: vscode.CommentThread; session: RepoSession; finding: Finding; text: string };
type OpenDocument = { threads: Map<string, Shown>; deleted: boolean; watcher?: vscode.Disposable };

export function commentThreads(store: ReverieStore, engine: () => Promise<Engine>, log: vscode.LogOutputChannel): CommentThreads {
  const controller = vscode.comments.createCommentController('reverie', 'Reverie');
  controller.options = {
    prompt: vscode.l10n.t('Contest…'),
    placeHolder: vscode.l10n.t('Why is this not right? It is checked again with what you say.'),
  };
  const documents = new Map<vscode.TextDocument, OpenDocument>();
  const shownBy = new WeakMap<object, Shown>();
  const edited = new Set<vscode.TextDocument>();
  /** Documents in which something was found, with a thread or not: code may come back. */
  const concerned = new WeakSet<vscode.TextDocument>();
  let everything = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let revealed: vscode.CommentThread | undefined;
  let settling: ReturnType<typeof setTimeout>[] = [];
  let toReveal: { document: vscode.TextDocument; fingerprint: string } | undefined;

  const soon = (ms = gatherMs) => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void update().catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
    }, ms);
  };

  async function update(): Promise<void> {
    if (!store.sessions.some((s) => s.shown)) return;
    const { placeAnchor } = await engine();
    const wanted = everything ? vscode.workspace.textDocuments : [...edited];
    everything = false;
    edited.clear();
    for (const document of wanted) if (!document.isClosed) updateDocument(document, placeAnchor);
  }

  function updateDocument(document: vscode.TextDocument, placeAnchor: Engine['placeAnchor']): void {
    const code = reviewedCode(document, store.sessions);
    if (!code) return;
    const { session, path, side } = code;
    const { findings: all = [], accepted = new Set<string>() } = session.shown ?? {};
    const findings = all.filter((f) => f.anchor.path === path && f.anchor.side === side);
    if (findings.length > 0) concerned.add(document);
    const open = documents.get(document) ?? { threads: new Map<string, Shown>(), deleted: false };
    const listed = new Set(findings.map((f) => f.fingerprint));
    for (const [fingerprint, { thread }] of open.threads) {
      if (listed.has(fingerprint)) continue;
      thread.dispose();
      open.threads.delete(fingerprint);
    }
    for (const finding of findings) {
      const shown = open.threads.get(finding.fingerprint);
      const mark = markOf(finding, accepted);
      const { place, range } = placed(finding, document, open.deleted, placeAnchor, side);
      if (shown) {
        refresh(shown, { session, finding, range, text: threadText(finding, mark, place, saidOf(session, finding)) });
        continue;
      }
      // what is settled or not here gets no thread of its own, and a document of another version only what it surely holds
      const begins =
        mark !== 'dismissed' && mark !== 'fixed' && (place.at === 'lines' || (place.at === 'file' && document.uri.scheme === 'file'));
      if (!begins || !range || open.threads.size >= mostInDocument) continue;
      const made = make(document, session, finding, range, threadText(finding, mark, place, saidOf(session, finding)));
      open.threads.set(finding.fingerprint, made);
      if (toReveal?.document === document && toReveal.fingerprint === finding.fingerprint) expand(made.thread);
    }
    if (open.threads.size === 0) forget(document);
    else {
      documents.set(document, open);
      open.watcher ??= watchDeletion(document, (deleted) => {
        open.deleted = deleted;
        edited.add(document);
        soon();
      });
    }
  }

  function make(document: vscode.TextDocument, session: RepoSession, finding: Finding, range: vscode.Range, text: ThreadText): Shown {
    const thread = controller.createCommentThread(document.uri, range, []);
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Collapsed;
    const shown: Shown = { thread, session, finding, text: '' };
    shownBy.set(thread, shown);
    say(shown, text);
    return shown;
  }

  function refresh(shown: Shown, now: { session: RepoSession; finding: Finding; range: vscode.Range | undefined; text: ThreadText }): void {
    const { thread } = shown;
    shown.session = now.session;
    shown.finding = now.finding;
    // a settled thread stays where its code was last
    if (now.range && !thread.range?.isEqual(now.range)) thread.range = now.range;
    if (JSON.stringify(now.text) !== shown.text) say(shown, now.text);
  }

  function say(shown: Shown, text: ThreadText): void {
    const { thread } = shown;
    const state = text.resolved ? vscode.CommentThreadState.Resolved : vscode.CommentThreadState.Unresolved;
    if (thread.state !== state) thread.state = state;
    if (thread.label !== text.label) thread.label = text.label;
    if (thread.contextValue !== text.context) thread.contextValue = text.context;
    thread.canReply = !/^finding\.(?:dismissed|fixed)/.test(text.context);
    const remarks = text.remarks.map(comment);
    for (const remark of remarks) shownBy.set(remark, shown);
    thread.comments = remarks;
    shown.text = JSON.stringify(text);
  }

  function forget(document: vscode.TextDocument): void {
    const open = documents.get(document);
    open?.watcher?.dispose();
    for (const { thread } of open?.threads.values() ?? []) thread.dispose();
    documents.delete(document);
  }

  function expand(thread: vscode.CommentThread): void {
    const { Collapsed, Expanded } = vscode.CommentThreadCollapsibleState;
    if (revealed && revealed !== thread) revealed.collapsibleState = Collapsed;
    revealed = thread;
    toReveal = undefined;
    // a person may have closed it since: the editor hears of a change only
    thread.collapsibleState = Collapsed;
    thread.collapsibleState = Expanded;
    for (const look of settling) clearTimeout(look);
    settling = settleMs.map((ms) => setTimeout(() => keepInView(thread), ms));
  }

  const subscription = store.subscribe(({ part }) => {
    if (part !== 'findings' && part !== 'state') return;
    everything = true;
    // what a person just said shows at once; what streams in is gathered
    soon(store.sessions.some((s) => s.reviewing) ? gatherMs : 0);
  });
  const touched = (document: vscode.TextDocument) => {
    edited.add(document);
    soon();
  };
  soon(0);
  const all = vscode.Disposable.from(
    controller,
    vscode.workspace.onDidOpenTextDocument(touched),
    vscode.workspace.onDidChangeTextDocument(({ document }) => concerned.has(document) && touched(document)),
    vscode.workspace.onDidCloseTextDocument((document) => {
      edited.delete(document);
      forget(document);
    }),
    new vscode.Disposable(() => {
      clearTimeout(timer);
      for (const look of settling) clearTimeout(look);
      subscription.dispose();
      for (const document of Array.from(documents.keys())) forget(document);
    }),
  );
  return {
    dispose: () => void all.dispose(),
    rowOf(what) {
      const shown = shownBy.get(asObject(what)) ?? shownBy.get(asObject(asObject(what).thread));
      return shown && findingRow(shown.session, shown.finding);
    },
    reveal(document, fingerprint) {
      const thread = documents.get(document)?.threads.get(fingerprint)?.thread;
      if (thread) expand(thread);
      else toReveal = { document, fingerprint };
    },
  };
}

/** A thread that closed above has moved the code: it is brought back with a few lines around. */
function keepInView({ uri, range }: vscode.CommentThread): void {
  const editor = vscode.window.visibleTextEditors.find((e) => e.document.uri.toString() === uri.toString());
  if (!editor || !range || editor.visibleRanges.some((visible) => visible.contains(range.end))) return;
  editor.revealRange(new vscode.Range(Math.max(0, range.start.line - 3), 0, range.end.line, 0), vscode.TextEditorRevealType.AtTop);
}

/** A finding as a row of the tree, which is what commands take. */
function findingRow(session: RepoSession, finding: Finding): FindingsRow {
  const mark = markOf(finding, session.shown?.accepted ?? new Set());
  return { session, node: { kind: 'finding', id: `finding/${finding.id}`, finding, mark, description: '', label: finding.title } };
}

/** What was said of it here, and the newest answer to a contest, which may be from before. */
function saidOf(session: RepoSession, { fingerprint }: Finding): readonly Said[] {
  const said = session.said(fingerprint);
  const answered = session.report?.rechecked?.[fingerprint];
  if (!answered || said.some((s) => 'answer' in s)) return said;
  const contested = said.some((s) => 'verdict' in s && s.verdict === 'contest');
  const words: Said = { verdict: 'contest', ...(answered.words !== undefined && { note: answered.words }) };
  return [...(contested ? [] : [words]), ...said, { answer: answered.recheck.reason }];
}

type Placed = { place: ThreadPlace; range: vscode.Range | undefined };

function placed(
  finding: Finding,
  document: vscode.TextDocument,
  deleted: boolean,
  placeAnchor: Engine['placeAnchor'],
  side: Finding['anchor']['side'],
): Placed {
  if (deleted) return { place: { at: 'deleted' }, range: undefined };
  const found = placeIn(document, finding, placeAnchor, side);
  if (found.state === 'file' && found.gone) return { place: { at: 'gone' }, range: undefined };
  const range = new vscode.Range(found.startLine - 1, found.startColumn - 1, found.endLine - 1, found.endColumn - 1);
  return { place: found.state === 'exact' ? { at: 'lines' } : { at: 'file', why: found.why }, range };
}

function comment({ author, label, body, context }: Remark): vscode.Comment {
  const text = new vscode.MarkdownString(body);
  text.isTrusted = false;
  text.supportHtml = false;
  return {
    body: text,
    author: { name: author },
    mode: vscode.CommentMode.Preview,
    ...(label !== undefined && { label }),
    ...(context !== undefined && { contextValue: context }),
  };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
