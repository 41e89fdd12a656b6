/** Opens what a lesson cites: the code it quotes, or the transcript (or ledger line) of the event. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { CodeEvidence, EventEvidence } from '../../core/memory/lesson.js';
import { unlinked } from '../markdown-text.js';
import type { MemoryRow } from '../memory-view.js';
import type { RepoSession } from '../repo-session.js';
import { openTranscriptById } from './open-transcript.js';

export async function openEvidence(row?: MemoryRow): Promise<void> {
  if (row?.node.kind !== 'evidence') return;
  const { evidence } = row.node;
  await (evidence.type === 'code' ? openCode(row.session, evidence) : openEvent(row.session, evidence));
}

async function openCode(session: RepoSession, { path: file, startLine, endLine, quote }: CodeEvidence): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path.join(session.repo.root, file)));
  // the quote may have moved: its first line nearest to where it stood
  const first = quote.split('\n', 1)[0]?.trim() ?? '';
  const candidates = Array.from({ length: document.lineCount }, (_, i) => i).filter((i) => document.lineAt(i).text.trim() === first);
  const nearest = candidates.toSorted((a, b) => Math.abs(a - startLine + 1) - Math.abs(b - startLine + 1))[0];
  const start = Math.min(nearest ?? startLine - 1, document.lineCount - 1);
  const end = Math.min(start + Math.max(endLine - startLine, 0), document.lineCount - 1);
  await vscode.window.showTextDocument(document, {
    preview: true,
    selection: new vscode.Range(start, 0, end, document.lineAt(end).text.length),
  });
}

async function openEvent(session: RepoSession, evidence: EventEvidence): Promise<void> {
  const entries = await session.transcripts.get();
  const cited = entries.find((e) => e.source.id === evidence.source && e.file === evidence.file);
  if (cited) return openTranscriptById(session, cited.id);
  const source = entries.find((e) => e.source.id === evidence.source)?.source;
  const kept = await session.reverie.citedLine(evidence);
  if (kept !== undefined) {
    void vscode.window.showInformationMessage(
      unlinked(vscode.l10n.t('The cited record was forgotten; this line of it is kept: {0}', kept)),
    );
    return;
  }
  if (!source) {
    void vscode.window.showInformationMessage(
      unlinked(vscode.l10n.t('The cited record is in a place that cannot be reached now. It said: {0}', evidence.quote)),
    );
    return;
  }
  const ledger = await vscode.workspace.openTextDocument(vscode.Uri.file(path.join(source.path, evidence.file)));
  const line = ledger.lineAt(Math.min(evidence.seq, ledger.lineCount - 1));
  // an event of the ledger names the review it belongs to
  const review = /"review":"([^"\\]+)"/.exec(line.text)?.[1];
  if (entries.some((e) => e.id === review) && review !== undefined) return openTranscriptById(session, review);
  await vscode.window.showTextDocument(ledger, { preview: true, selection: line.range });
}
