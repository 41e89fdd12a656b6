/** The findings whose code the caret of the active editor stands in, as rows of the tree: for the keys that give verdicts where the code is. */
import * as vscode from 'vscode';
import { reviewedCode } from './code-documents.js';
import type { CommandContext } from './commands/command-context.js';
import { markOf, type FindingMark, type FindingNode } from './findings-tree.js';
import { placeIn } from './placed-findings.js';
import type { RepoSession } from './repo-session.js';
import type { Row } from './session-tree.js';
import type { Finding } from '../core/review/finding.js';

export async function findingsAtCaret({ store, engine }: Pick<CommandContext, 'store' | 'engine'>): Promise<Row<FindingNode>[]> {
  const editor = vscode.window.activeTextEditor;
  const code = editor && reviewedCode(editor.document, store.sessions);
  if (!code) return [];
  const { session, path, side } = code;
  const { placeAnchor } = await engine();
  const { start, end } = editor.selection;
  return (session.shown?.findings ?? [])
    .filter((finding) => {
      if (finding.anchor.path !== path || finding.anchor.side !== side) return false;
      const place = placeIn(editor.document, finding, placeAnchor, side);
      return place.startLine - 1 <= end.line && place.endLine - 1 >= start.line;
    })
    .map((finding) => findingRow(session, finding));
}

/** A finding as the tree would hand it to a command. */
export function findingRow(session: RepoSession, finding: Finding): Row<FindingNode> {
  const mark: FindingMark = markOf(finding, session.shown?.accepted ?? new Set());
  return { session, node: { kind: 'finding', id: `finding/${finding.id}`, finding, mark, description: '', label: finding.title } };
}
