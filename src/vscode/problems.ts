/** Problems: the same findings as the tree, as diagnostics of source `reverie`. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { Finding, Severity } from '../core/review/finding.js';
import type { Engine } from './engine.js';
import { markOf } from './findings-tree.js';
import { isShownByOthers } from './outside/shown-by-others.js';
import { placeInText } from './place-in-text.js';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';

const levels: Record<Severity, vscode.DiagnosticSeverity> = {
  critical: vscode.DiagnosticSeverity.Error,
  high: vscode.DiagnosticSeverity.Error,
  medium: vscode.DiagnosticSeverity.Warning,
  low: vscode.DiagnosticSeverity.Information,
  info: vscode.DiagnosticSeverity.Hint,
};

/** Gathers changes for this long: findings stream in, and people type. */
const gatherMs = 150;

/** A finding as it is marked in an editor. */
export type PlacedFinding = { session: RepoSession; finding: Finding };
export type Problems = vscode.Disposable & {
  /** The finding that a problem marks; undefined for one that is not there any more. */
  placedAt: (uri: vscode.Uri, problem: vscode.Diagnostic) => PlacedFinding | undefined;
};

export function problems(store: ReverieStore, engine: () => Promise<Engine>, log: vscode.LogOutputChannel): Problems {
  const collection = vscode.languages.createDiagnosticCollection('reverie');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const edited = new Set<string>();
  const placed = new Map<string, { problem: vscode.Diagnostic; of: PlacedFinding }[]>();
  let everything = false;

  const update = async () => {
    timer = undefined;
    const files = byFile(store.sessions);
    // no finding was ever shown: nothing to place, so the engine stays unloaded
    if (files.size === 0) {
      placed.clear();
      return collection.clear();
    }
    const { placeAnchor } = await engine();
    if (everything) {
      collection.clear();
      placed.clear();
    }
    for (const [file, findings] of files) {
      if (!everything && !edited.has(file)) continue;
      const document = vscode.workspace.textDocuments.find((d) => d.uri.scheme === 'file' && d.uri.fsPath === file);
      const marked = findings.map((of) => ({ of, problem: diagnostic(of.finding, document, placeAnchor) }));
      placed.set(file, marked);
      collection.set(
        vscode.Uri.file(file),
        marked.map((m) => m.problem),
      );
    }
    everything = false;
    edited.clear();
  };
  const soon = () => {
    timer ??= setTimeout(
      () => void update().catch((error: unknown) => log.error(error instanceof Error ? error : String(error))),
      gatherMs,
    );
  };
  const subscription = store.subscribe(({ part }) => {
    if (part !== 'findings' && part !== 'state') return;
    everything = true;
    soon();
  });
  const touched = ({ uri }: vscode.TextDocument) => {
    if (uri.scheme !== 'file' || !collection.has(uri)) return;
    edited.add(uri.fsPath);
    soon();
  };
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
    placedAt: (uri, { message, code, range }) =>
      placed.get(uri.fsPath)?.find(({ problem: p }) => p.message === message && p.code === code && p.range.isEqual(range))?.of,
  };
}

/** Open findings of the new side by absolute path; removed code has no line to mark. */
function byFile(sessions: readonly RepoSession[]): Map<string, PlacedFinding[]> {
  const files = new Map<string, PlacedFinding[]>();
  for (const session of sessions) {
    for (const finding of session.settled?.findings ?? []) {
      const mark = markOf(finding, session.settled?.accepted ?? new Set());
      if (mark === 'dismissed' || mark === 'fixed' || finding.anchor.side === 'old' || isShownByOthers(finding)) continue;
      const file = path.join(session.repo.root, finding.anchor.path);
      const list = files.get(file);
      if (list) list.push({ session, finding });
      else files.set(file, [{ session, finding }]);
    }
  }
  return files;
}

function diagnostic(finding: Finding, document: vscode.TextDocument | undefined, placeAnchor: Engine['placeAnchor']): vscode.Diagnostic {
  const { range, why } = placeOf(finding, document, placeAnchor);
  const message = why === undefined ? finding.title : vscode.l10n.t('{0} (placed on the file: {1})', finding.title, why);
  const result = new vscode.Diagnostic(range, message, levels[finding.severity]);
  result.source = 'reverie';
  if (finding.rule) result.code = finding.rule;
  return result;
}

/** `why` says why no line was chosen. */
type Place = { range: vscode.Range; why?: string };

function placeOf({ anchor }: Finding, document: vscode.TextDocument | undefined, placeAnchor: Engine['placeAnchor']): Place {
  if (document) {
    const place = placeInText(anchor, document.getText(), placeAnchor);
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
