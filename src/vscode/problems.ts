/** Problems: the same findings as the tree, as diagnostics of source `reverie`. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { Finding, Severity } from '../core/review/finding.js';
import type { Engine } from './engine.js';
import { markOf } from './findings-tree.js';
import { isShownByOthers } from './outside/shown-by-others.js';
import { placeIn } from './placed-findings.js';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';

const levels: Record<Severity, vscode.DiagnosticSeverity> = {
  critical: vscode.DiagnosticSeverity.Error,
  high: vscode.DiagnosticSeverity.Error,
  medium: vscode.DiagnosticSeverity.Warning,
  low: vscode.DiagnosticSeverity.Information,
  info: vscode.DiagnosticSeverity.Hint,
};

/** Gathers changes for this long while findings stream in and people type; a verdict shows at once. */
const gatherMs = 150;
/** The editor takes no more problems than about this in one message, and leaves out the rest without a word. */
const mostInMessage = 1_000;

/** A finding as it is marked in an editor. */
export type PlacedFinding = { session: RepoSession; finding: Finding };
export type Problems = vscode.Disposable & {
  /** The finding that a problem marks; undefined for one that is not there any more. */
  placedAt: (uri: vscode.Uri, problem: vscode.Diagnostic) => PlacedFinding | undefined;
};

type Marked = { findings: readonly PlacedFinding[]; problems: vscode.Diagnostic[] };

export function problems(store: ReverieStore, engine: () => Promise<Engine>, log: vscode.LogOutputChannel): Problems {
  const collection = vscode.languages.createDiagnosticCollection('reverie');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const edited = new Set<string>();
  const marked = new Map<string, Marked>();

  const update = async () => {
    timer = undefined;
    const files = byFile(store.sessions);
    const gone = [...marked.keys()].filter((file) => !files.has(file));
    for (const file of gone) marked.delete(file);
    const { placeAnchor } = await engine();
    const documents = new Map(vscode.workspace.textDocuments.flatMap((d) => (d.uri.scheme === 'file' ? [[d.uri.fsPath, d] as const] : [])));
    const changed = gone.map((file): [vscode.Uri, vscode.Diagnostic[]] => [vscode.Uri.file(file), []]);
    for (const [file, findings] of files) {
      if (!edited.has(file) && isSame(marked.get(file)?.findings, findings)) continue;
      const placed = findings.flatMap((of) => {
        const problem = diagnostic(of.finding, documents.get(file), placeAnchor);
        return problem ? [{ of, problem }] : [];
      });
      const now: Marked = { findings, problems: [] };
      marked.set(file, now);
      for (const { of, problem } of placed) {
        now.problems.push(problem);
        findingOf.set(problem, of);
      }
      changed.push([vscode.Uri.file(file), now.problems]);
    }
    edited.clear();
    for (const message of inMessages(changed)) collection.set(message);
  };
  const findingOf = new WeakMap<vscode.Diagnostic, PlacedFinding>();
  const soon = (ms: number) => {
    timer ??= setTimeout(() => void update().catch((error: unknown) => log.error(error instanceof Error ? error : String(error))), ms);
  };
  const subscription = store.subscribe(({ part }) => {
    if (part === 'findings' || part === 'state') soon(store.sessions.some((s) => s.reviewing) ? gatherMs : 0);
  });
  const touched = ({ uri }: vscode.TextDocument) => {
    if (uri.scheme !== 'file' || !marked.has(uri.fsPath)) return;
    edited.add(uri.fsPath);
    soon(gatherMs);
  };
  soon(0);
  const all = vscode.Disposable.from(
    collection,
    vscode.workspace.onDidChangeTextDocument((e) => touched(e.document)),
    vscode.workspace.onDidOpenTextDocument(touched),
    new vscode.Disposable(() => {
      clearTimeout(timer);
      subscription.dispose();
    }),
  );
  return {
    dispose: () => void all.dispose(),
    // the editor may hand back a copy of a problem
    placedAt: (uri, { message, code, range }) => {
      const found = marked.get(uri.fsPath)?.problems.find((p) => p.message === message && p.code === code && p.range.isEqual(range));
      return found && findingOf.get(found);
    },
  };
}

/** The same findings, none of them judged anew: a finding that changes is another object. */
function isSame(before: readonly PlacedFinding[] | undefined, now: readonly PlacedFinding[]): boolean {
  return before?.length === now.length && before.every((b, i) => b.finding === now[i]?.finding && b.session === now[i]?.session);
}

function inMessages(changed: [vscode.Uri, vscode.Diagnostic[]][]): [vscode.Uri, vscode.Diagnostic[]][][] {
  const messages: [vscode.Uri, vscode.Diagnostic[]][][] = [];
  let room = 0;
  for (const entry of changed) {
    if (room < entry[1].length || messages.length === 0) {
      messages.push([]);
      room = mostInMessage;
    }
    messages.at(-1)?.push(entry);
    room -= entry[1].length;
  }
  return messages;
}

/** Open findings of the new side by absolute path; removed code has no line to mark. */
function byFile(sessions: readonly RepoSession[]): Map<string, PlacedFinding[]> {
  const files = new Map<string, PlacedFinding[]>();
  for (const session of sessions) {
    const { findings = [], accepted = new Set<string>() } = session.settled ?? {};
    const byPath = new Map<string, PlacedFinding[]>();
    for (const finding of findings) {
      const mark = markOf(finding, accepted);
      if (mark === 'dismissed' || mark === 'fixed' || finding.anchor.side === 'old' || isShownByOthers(finding)) continue;
      const list = byPath.get(finding.anchor.path);
      if (list) list.push({ session, finding });
      else byPath.set(finding.anchor.path, [{ session, finding }]);
    }
    for (const [name, list] of byPath) {
      const file = path.join(session.repo.root, name);
      files.set(file, [...(files.get(file) ?? []), ...list]);
    }
  }
  return files;
}

/** Undefined when the quoted code is not in the open document: the thread says so, and the finding stays in the tree. */
function diagnostic(
  finding: Finding,
  document: vscode.TextDocument | undefined,
  placeAnchor: Engine['placeAnchor'],
): vscode.Diagnostic | undefined {
  const place = placeOf(finding, document, placeAnchor);
  if (!place) return undefined;
  const { range, why } = place;
  const message = why === undefined ? finding.title : vscode.l10n.t('{0} (placed on the file: {1})', finding.title, why);
  const result = new vscode.Diagnostic(range, message, levels[finding.severity]);
  result.source = 'reverie';
  if (finding.rule) result.code = finding.rule;
  return result;
}

/** `why` says why no line was chosen. */
type Place = { range: vscode.Range; why?: string };

function placeOf(finding: Finding, document: vscode.TextDocument | undefined, placeAnchor: Engine['placeAnchor']): Place | undefined {
  const { anchor } = finding;
  if (document) {
    const place = placeIn(document, finding, placeAnchor);
    if (place.state === 'file' && place.gone) return undefined;
    const range = new vscode.Range(place.startLine - 1, place.startColumn - 1, place.endLine - 1, place.endColumn - 1);
    return place.state === 'exact' ? { range } : { range, why: place.why };
  }
  if (anchor.state === 'file') return { range: new vscode.Range(0, 0, 0, 0), why: anchor.why };
  // not open: as the review saw it
  const lines = anchor.quote.split('\n');
  const first = lines[0] ?? '';
  const end = (lines.at(-1) ?? '').trimEnd().length;
  const endLine = Math.max(anchor.endLine, anchor.startLine) - 1;
  return { range: new vscode.Range(anchor.startLine - 1, first.length - first.trimStart().length, endLine, end) };
}
