/** `Show Coverage` and the two whys: what a review looked at, why a file was left out, why a finding is not shown. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { FileCoverage } from '../../core/changes/coverage.js';
import { coverageUri, heldBackUri } from '../documents.js';
import type { FindingsRow } from '../findings-view.js';
import { unlinked } from '../markdown-text.js';
import { NextStepError } from '../next-step-error.js';
import type { RepoSession } from '../repo-session.js';
import type { TranscriptsRow } from '../transcripts-view.js';
import { describeScope } from '../words.js';
import type { CommandContext } from './command-context.js';
import { pickRepo } from './pick-repo.js';
import { showReadable } from './show-readable.js';

export async function openCoverage({ store }: CommandContext, row?: TranscriptsRow | FindingsRow): Promise<void> {
  if (row?.node.kind === 'transcript') return showReadable(coverageUri(row.session, row.node.transcript));
  const session = row?.session ?? (await pickRepo(store, vscode.l10n.t('Show Coverage')));
  if (!session) return;
  await session.loadReview();
  if (!session.report) throw notReviewed();
  await showReadable(coverageUri(session, session.report.review.id));
}

export async function whyHeldBack(row?: FindingsRow): Promise<void> {
  if (row?.node.kind === 'held-back') await showReadable(heldBackUri(row.session, row.node.held.finding.id));
}

/** Of a row under “Not reviewed”, of a file in the explorer, or of the active editor. */
export async function whyNotReviewed({ store }: CommandContext, about?: FindingsRow | vscode.Uri): Promise<void> {
  const sessions = await store.require();
  const asked =
    about !== undefined && 'node' in about
      ? { session: about.session, file: about.node.id.replace(/^coverage\//, '') }
      : fileOf(sessions, about ?? vscode.window.activeTextEditor?.document.uri);
  if (!asked) throw new Error(vscode.l10n.t('This file is in no repository of this window.'));
  const { session, file } = asked;
  await session.loadReview();
  const { report } = session;
  if (!report) throw notReviewed();
  const row = report.coverage.find((one) => one.path === file);
  const open = vscode.l10n.t('Show Coverage');
  const chosen = await vscode.window.showInformationMessage(unlinked(whyWords(file, row, describeScope(report.review.scope))), open);
  if (chosen === open) await showReadable(coverageUri(session, report.review.id));
}

function whyWords(file: string, row: FileCoverage | undefined, scope: string): string {
  if (!row) return vscode.l10n.t('{0} was not among the changes of the last review ({1}).', file, scope);
  switch (row.state) {
    case 'reviewed':
      return vscode.l10n.t('{0} was reviewed: {1} changed places.', file, row.hunks);
    case 'skipped':
      return vscode.l10n.t('{0} was not reviewed: {1}.', file, row.reason);
    case 'failed':
      return vscode.l10n.t('{0} could not be reviewed: {1}.', file, row.reason);
  }
}

function fileOf(sessions: readonly RepoSession[], uri: vscode.Uri | undefined): { session: RepoSession; file: string } | undefined {
  if (uri?.scheme !== 'file') return undefined;
  for (const session of sessions) {
    const file = path.relative(session.repo.root, uri.fsPath);
    if (!file.startsWith('..') && !path.isAbsolute(file)) return { session, file: file.replaceAll(path.sep, '/') };
  }
  return undefined;
}

function notReviewed(): NextStepError {
  return new NextStepError(vscode.l10n.t('Nothing has been reviewed yet.'), {
    title: vscode.l10n.t('Review Uncommitted Changes'),
    command: 'reverie.reviewUncommitted',
  });
}
