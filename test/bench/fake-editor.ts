/** An editor that costs nothing and keeps count: what the bench of the views hands to the extension in VS Code's place. */
type Listener<T> = (value: T) => unknown;

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();
  readonly event = (listener: Listener<T>) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class Disposable {
  readonly dispose: () => void;
  constructor(dispose: () => void) {
    this.dispose = dispose;
  }
  static from(...all: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const one of all) one.dispose();
    });
  }
}

export class Range {
  readonly start: { line: number; character: number };
  readonly end: { line: number; character: number };
  constructor(a: number, b: number, c: number, d: number) {
    this.start = { line: a, character: b };
    this.end = { line: c, character: d };
  }
  isEqual(other: Range): boolean {
    return JSON.stringify(this) === JSON.stringify(other);
  }
}

export class Diagnostic {
  source?: string;
  code?: string;
  constructor(
    readonly range: Range,
    readonly message: string,
    readonly severity: number,
  ) {}
}

export class TreeItem {
  constructor(
    readonly label: string,
    readonly collapsibleState = 0,
  ) {}
}
export class ThemeIcon {
  static readonly File = new ThemeIcon('file');
  constructor(
    readonly id: string,
    readonly color?: unknown,
  ) {}
}
export class ThemeColor {
  constructor(readonly id: string) {}
}
export class MarkdownString {
  constructor(public value = '') {}
  appendText(text: string): this {
    this.value += text;
    return this;
  }
  appendMarkdown(text: string): this {
    return this.appendText(text);
  }
}
export const CodeAction = Object;
export const RelativePattern = Object;

const uri = (scheme: string, path: string) => ({ scheme, path, fsPath: path, query: '', toString: () => `${scheme}:${path}` });
export const Uri = {
  file: (path: string) => uri('file', path),
  from: ({ scheme, path }: { scheme: string; path: string }) => uri(scheme, path),
};
export const CodeActionKind = { QuickFix: 'quickfix' };
export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 };
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const CommentThreadCollapsibleState = { Collapsed: 0, Expanded: 1 };
export const CommentThreadState = { Unresolved: 0, Resolved: 1 };
export const TextEditorRevealType = { AtTop: 3 };
export const CommentMode = { Editing: 0, Preview: 1 };

/** What reached the editor. */
export const seen = { problems: new Map<string, number>(), told: 0, threads: new Set<object>(), provider: undefined as unknown };

const never = () => new Disposable(() => undefined);
const nothing = { dispose: () => undefined };

export const l10n = {
  t: (message: string, ...values: unknown[]) => message.replace(/\{(\d+)\}/g, (_, i: string) => String(values[Number(i)])),
};
export const commands = { executeCommand: () => Promise.resolve() };
export const languages = {
  registerCodeActionsProvider: never,
  createDiagnosticCollection: () => ({
    set(entries: [{ fsPath: string }, Diagnostic[]][]) {
      for (const [file, list] of entries) seen.problems.set(file.fsPath, list.length);
      seen.told++;
    },
    dispose: () => undefined,
  }),
};
export const comments = {
  createCommentController: () => ({
    createCommentThread(of: unknown, range: Range) {
      const thread = { uri: of, range, dispose: () => seen.threads.delete(thread) };
      seen.threads.add(thread);
      return thread;
    },
    dispose: () => undefined,
  }),
};
export const workspace = {
  textDocuments: [] as unknown[],
  onDidChangeTextDocument: never,
  onDidOpenTextDocument: never,
  onDidCloseTextDocument: never,
  createFileSystemWatcher: () => ({ ...nothing, onDidDelete: never, onDidCreate: never }),
};
export const window = {
  visibleTextEditors: [],
  createTreeView: (_: string, { treeDataProvider }: { treeDataProvider: unknown }) => {
    seen.provider = treeDataProvider;
    return { ...nothing, selection: [], onDidChangeVisibility: never, onDidChangeSelection: never };
  },
};
