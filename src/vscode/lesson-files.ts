/** Reads and saves lessons as files. A save is one person's operation on memory: checked first, shown what it would hide, and taken back with one click. */
import * as vscode from 'vscode';
import { requireApplied } from './commands/change-lesson.js';
import { hidesSentence } from './change-words.js';
import type { Engine } from './engine.js';
import { lessonScheme } from './lesson-file-system.js';
import { describeError } from './next-step-error.js';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';
import { unlinked } from './markdown-text.js';
import { plain } from './words.js';

export type LessonFiles = {
  stat(uri: vscode.Uri): Promise<vscode.FileStat>;
  read(uri: vscode.Uri): Promise<Uint8Array>;
  write(uri: vscode.Uri, content: Uint8Array): Promise<void>;
  dispose(): void;
};

/** A file as it was last looked at; `blob` names its content, `modified` grows with each new one. */
type Look = { blob: string; text: string; modified: number };

/** The editor asks again and again while a person types. */
const checkMs = 250;

export function lessonFiles(
  store: ReverieStore,
  engine: () => Promise<Pick<Engine, 'printLesson' | 'lessonProblem'>>,
  changed: (events: vscode.FileChangeEvent[]) => void,
  log: vscode.LogOutputChannel,
): LessonFiles {
  const looks = new Map<string, Look>();
  const problems = vscode.languages.createDiagnosticCollection('reverie-lessons');
  const checks = new Map<string, ReturnType<typeof setTimeout>>();

  /** Reads the newest version of memory, whoever wrote it. */
  const look = async (uri: vscode.Uri): Promise<Look> => {
    const { session, id } = await placeOf(store, uri);
    const memory = await session.reverie.memory();
    const lesson = memory.lessons.find((l) => l.id === id);
    const broken = lesson ? undefined : memory.broken.find((b) => b.path.endsWith(`/${id}.md`));
    if (!lesson && !broken) throw vscode.FileSystemError.FileNotFound(uri);
    const blob = (lesson ? memory.blobs.get(id) : broken?.blob) ?? '';
    const before = looks.get(uri.toString());
    if (before?.blob === blob) return before;
    const text = lesson ? (await engine()).printLesson(lesson) : (broken?.text ?? '');
    const now: Look = { blob, text, modified: Math.max(Date.now(), (before?.modified ?? 0) + 1) };
    looks.set(uri.toString(), now);
    return now;
  };

  const check = async (document: vscode.TextDocument): Promise<void> => {
    const { lessonProblem } = await engine();
    if (document.isClosed) return;
    const problem = lessonProblem(document.getText(), nameOf(document.uri));
    if (!problem) return problems.delete(document.uri);
    const line = document.lineAt(Math.min(problem.line, document.lineCount) - 1);
    const diagnostic = new vscode.Diagnostic(line.range, problem.reason);
    diagnostic.source = 'Reverie';
    if (problem.field !== undefined) diagnostic.code = problem.field;
    problems.set(document.uri, [diagnostic]);
  };
  const checkSoon = (document: vscode.TextDocument) => {
    if (document.uri.scheme !== lessonScheme) return;
    const key = document.uri.toString();
    clearTimeout(checks.get(key));
    checks.set(
      key,
      setTimeout(() => {
        check(document).catch((error: unknown) => log.warn(`${key}: ${describeError(error).message}`));
      }, checkMs),
    );
  };

  const subscriptions = [
    vscode.workspace.onDidOpenTextDocument(checkSoon),
    vscode.workspace.onDidChangeTextDocument(({ document }) => checkSoon(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      problems.delete(uri);
      looks.delete(uri.toString());
    }),
    // another window or the CLI: an editor without changes of its own shows the new text, one with changes is told when it saves
    store.subscribe(({ part }) => {
      if (part !== 'memory') return;
      for (const [key, before] of looks) {
        const uri = vscode.Uri.parse(key, true);
        look(uri).then(
          (now) => {
            if (now.blob !== before.blob) changed([{ type: vscode.FileChangeType.Changed, uri }]);
          },
          () => changed([{ type: vscode.FileChangeType.Deleted, uri }]),
        );
      }
    }),
  ];

  return {
    async stat(uri) {
      const { text, modified } = await look(uri);
      return {
        type: vscode.FileType.File,
        ctime: 0,
        mtime: modified,
        size: new TextEncoder().encode(text).byteLength,
      };
    },
    read: async (uri) => new TextEncoder().encode((await look(uri)).text),
    async write(uri, content) {
      const base = looks.get(uri.toString()) ?? (await look(uri));
      const { session, id } = await placeOf(store, uri);
      const text = new TextDecoder().decode(content);
      const problem = (await engine()).lessonProblem(text, id);
      if (problem) {
        const open = vscode.workspace.textDocuments.find((d) => d.uri.toString() === uri.toString());
        if (open) await check(open);
        throw new vscode.FileSystemError(vscode.l10n.t('Line {0}: {1}', problem.line, problem.reason));
      }
      await mayHide(session, id, text);
      const result = await session.editLesson(id, text, base.blob);
      switch (result.state) {
        case 'unchanged':
          return;
        case 'invalid':
          throw new vscode.FileSystemError(vscode.l10n.t('Line {0}: {1}', result.problem.line, result.problem.reason));
        case 'conflict':
          throw vscode.FileSystemError.Unavailable(
            vscode.l10n.t('Another window or a dream has changed this lesson meanwhile. Save again to compare.'),
          );
        case 'refused':
          throw vscode.FileSystemError.NoPermissions(vscode.l10n.t('Memory was not changed: {0}', result.reason));
        case 'applied': {
          problems.delete(uri);
          const [operation] = result.operations;
          const [refused] = result.refused;
          if (operation === undefined) throw vscode.FileSystemError.NoPermissions(refused?.reason ?? '');
          offerUndo(session, operation, text, log);
        }
      }
    },
    dispose() {
      for (const timer of checks.values()) clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
      problems.dispose();
    },
  };
}

/** What a lesson would have hidden is shown before it is saved; without a yes it is not. */
async function mayHide(session: RepoSession, lesson: string, text: string): Promise<void> {
  const { hides } = await session.reverie.previewChange({ do: 'edit', lesson, text });
  if (hides.accepted + hides.rejected + hides.unknown === 0) return;
  const save = vscode.l10n.t('Save');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Save this lesson?'),
    { modal: true, detail: hidesSentence(hides) },
    save,
  );
  if (chosen !== save)
    throw new vscode.FileSystemError(vscode.l10n.t('You did not confirm what the lesson would hide, so it is not saved.'));
}

function offerUndo(session: RepoSession, operation: string, text: string, log: vscode.LogOutputChannel): void {
  const statement = /^# (.+)$/m.exec(text)?.[1] ?? '';
  const undo = vscode.l10n.t('Undo');
  void vscode.window.showInformationMessage(unlinked(vscode.l10n.t('Saved: {0}', plain(statement))), undo).then(async (chosen) => {
    if (chosen !== undo) return;
    try {
      requireApplied(await session.revert(operation));
    } catch (error) {
      log.warn(`undo: ${describeError(error).message}`);
      void vscode.window.showWarningMessage(unlinked(describeError(error).message));
    }
  });
}

async function placeOf(store: ReverieStore, uri: vscode.Uri): Promise<{ session: RepoSession; id: string }> {
  await store.open();
  const session = store.session(uri.path.split('/')[1] ?? '');
  const id = nameOf(uri);
  // no other address is a lesson's, whatever asks: no folders, no files that an editor looks for beside one
  if (!session || uri.path !== `/${session.id}/${id}.md`) throw vscode.FileSystemError.FileNotFound(uri);
  return { session, id };
}

function nameOf(uri: vscode.Uri): string {
  return /([^/]+)\.md$/.exec(uri.path)?.[1] ?? '';
}
