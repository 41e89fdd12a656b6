/** Next and previous finding, across files and repos, of those that ask for something and pass the filter; from where the caret is. */
import * as vscode from 'vscode';
import type { Finding } from '../../core/review/finding.js';
import { reviewedCode } from '../code-documents.js';
import { findingRow } from '../findings-at-caret.js';
import { filterReview } from '../findings-filter.js';
import { markOf } from '../findings-tree.js';
import { placeIn } from '../placed-findings.js';
import type { RepoSession } from '../repo-session.js';
import type { CommandContext } from './command-context.js';
import { openFinding } from './open-finding.js';

type Stop = { session: RepoSession; finding: Finding; repo: number; path: string; line: number };

/** Keys come faster than editors open: each step begins where the last one has led. */
let walking: Promise<void> = Promise.resolve();

export function walkFindings(context: CommandContext, way: 'next' | 'previous'): Promise<void> {
  const step = walking.then(() => walk(context, way));
  walking = step.catch(() => undefined);
  return step;
}

async function walk(context: CommandContext, way: 'next' | 'previous'): Promise<void> {
  await context.store.open();
  for (const session of context.store.sessions) await session.loadReview();
  const stops = await stopsOf(context);
  if (stops.length === 0) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('$(pass) No open finding is left'), 5_000);
    return;
  }
  const here = whereNow(context);
  const after = here ? stops.findIndex((stop) => compare(stop, here) > 0) : 0;
  const before = here ? stops.findLastIndex((stop) => compare(stop, here) < 0) : -1;
  const at = way === 'next' ? (after < 0 ? 0 : after) : before < 0 ? stops.length - 1 : before;
  const { session, finding } = stops[at]!;
  await openFinding(context, findingRow(session, finding));
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(eye) Finding {0} of {1}: {2}', at + 1, stops.length, finding.title), 8_000);
}

/** In the order of repos, paths and lines; in a document that is open the lines are those of its text as it is now. */
async function stopsOf({ store, findings, engine }: CommandContext): Promise<Stop[]> {
  const { placeAnchor } = await engine();
  const stops: Stop[] = [];
  for (const [repo, session] of store.sessions.entries()) {
    const { shown } = session;
    if (!shown) continue;
    const open = filterReview(shown, findings.filter).shown.findings.filter((f) => markOf(f, shown.accepted) === 'open');
    for (const finding of open) {
      const { anchor } = finding;
      const document = vscode.workspace.textDocuments.find((d) => {
        const code = reviewedCode(d, store.sessions);
        return code?.session === session && code.path === anchor.path && code.side === anchor.side;
      });
      const line = document
        ? placeIn(document, finding, placeAnchor, anchor.side).startLine
        : anchor.state === 'exact'
          ? anchor.startLine
          : 1;
      stops.push({ session, finding, repo, path: anchor.path, line });
    }
  }
  return stops.sort(compare);
}

type Place = Pick<Stop, 'repo' | 'path' | 'line'>;

function whereNow({ store }: CommandContext): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  const code = editor && reviewedCode(editor.document, store.sessions);
  if (!code) return undefined;
  return { repo: store.sessions.indexOf(code.session), path: code.path, line: editor.selection.active.line + 1 };
}

function compare(a: Place, b: Place): number {
  return a.repo - b.repo || (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1);
}
