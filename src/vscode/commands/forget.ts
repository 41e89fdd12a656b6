/** `Forget…`: what, exported first or not, and the repository's name typed: then it is gone for good. */
import * as vscode from 'vscode';
import path from 'node:path';
import type { Forgettable, ForgetPreview, ForgetReport } from '../../core/transcript/forget.js';
import { abortSignal } from '../cancellation.js';
import { unlinked } from '../markdown-text.js';
import type { RepoSession } from '../repo-session.js';
import type { CommandContext } from './command-context.js';
import { pickRepo } from './pick-repo.js';

type Item = vscode.QuickPickItem & { what: Forgettable };

export async function forget({ store, log }: CommandContext): Promise<void> {
  const session = await pickRepo(store, vscode.l10n.t('Forget'));
  if (!session) return;
  const preview = await previewOf(session);
  const what = await pickWhat(preview);
  if (!what || what.length === 0) return;
  const exportTo = await askExport(session, what, preview);
  if (exportTo === 'leave' || !(await typedName(session, exportTo?.fsPath))) return;
  const report = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Reverie: forgetting') },
    () => session.reverie.forget({ what, ...(exportTo && { exportTo: exportTo.fsPath }) }),
  );
  log.info(
    `forgot ${what.join(', ')} of ${session.name}: ${report.transcripts} transcripts, ${report.ledgers} files of the ledger, ${report.lessons} lessons`,
  );
  for (const left of report.left) log.warn(`left: ${left}`);
  // what this window has read is forgotten with it
  await store.reset();
  await store.open();
  tell(report, exportTo);
}

async function previewOf(session: RepoSession): Promise<ForgetPreview> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Reverie: looking at what is kept'), cancellable: true },
    (_progress, token) => session.reverie.previewForget({ signal: abortSignal(token) }),
  );
}

async function pickWhat(preview: ForgetPreview): Promise<Forgettable[] | undefined> {
  const running = preview.running > 0 ? vscode.l10n.t('{0} being written stay', preview.running) : '';
  const items: Item[] = [
    {
      what: 'transcripts',
      label: vscode.l10n.t('Transcripts'),
      description: [String(preview.transcripts), running].filter(Boolean).join(' · '),
      detail: vscode.l10n.t('The records of reviews and dreams. Lines that lessons cite are kept while the lessons are'),
    },
    {
      what: 'ledger',
      label: vscode.l10n.t('Ledger'),
      description: vscode.l10n.t('{0} files', preview.ledgers),
      detail: vscode.l10n.t('Your verdicts and what became of findings: what was dismissed is shown again'),
    },
    {
      what: 'memory',
      label: vscode.l10n.t('Memory'),
      description: vscode.l10n.t('{0} lessons, {1} versions', preview.lessons, preview.versions),
      detail: vscode.l10n.t('Every lesson in every version, and what waits for you'),
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Forget'),
    placeHolder: vscode.l10n.t('What to forget?'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked?.map((item) => item.what);
}

/** Where to export to; undefined without. */
async function askExport(session: RepoSession, what: Forgettable[], preview: ForgetPreview): Promise<vscode.Uri | 'leave' | undefined> {
  const [exportFirst, without] = [vscode.l10n.t('Export First…'), vscode.l10n.t('Forget Without Export')];
  const unreachable = preview.unreachable.map(({ path: place }) =>
    vscode.l10n.t('{0} cannot be reached now and keeps what it holds.', place),
  );
  const detail = [
    vscode.l10n.t('It is deleted for good, in every window and for the terminal too. An export is one archive with all of it.'),
    ...unreachable,
  ].join('\n\n');
  const chosen = await vscode.window.showWarningMessage(
    unlinked(vscode.l10n.t('Forget {0} of {1}?', what.map(wordOf).join(', '), session.name)),
    { modal: true, detail },
    exportFirst,
    without,
  );
  if (chosen === without) return undefined;
  if (chosen !== exportFirst) return 'leave';
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.file(path.join(path.dirname(session.repo.root), `${session.name}-reverie.tar.gz`)),
    filters: { [vscode.l10n.t('Archive')]: ['tar.gz'] },
  });
  return target ?? 'leave';
}

function wordOf(what: Forgettable): string {
  return { transcripts: vscode.l10n.t('transcripts'), ledger: vscode.l10n.t('the ledger'), memory: vscode.l10n.t('memory') }[what];
}

async function typedName({ name }: RepoSession, exported: string | undefined): Promise<boolean> {
  const prompt =
    exported === undefined
      ? vscode.l10n.t('Type {0} to forget. There is no way back.', name)
      : vscode.l10n.t('Type {0} to export to {1} and forget.', name, exported);
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Forget'),
    prompt,
    placeHolder: name,
    ignoreFocusOut: true,
    validateInput: (value) => (name.startsWith(value.trim()) ? undefined : vscode.l10n.t('The name of the repository is {0}', name)),
  });
  return typed?.trim() === name;
}

function tell({ left, kept, transcripts, ledgers, lessons }: ForgetReport, exportTo: vscode.Uri | undefined): void {
  const parts = [
    vscode.l10n.t('Forgotten: {0} transcripts, {1} files of the ledger, {2} lessons.', transcripts, ledgers, lessons),
    ...(kept > 0 ? [vscode.l10n.t('{0} lines that lessons cite are kept.', kept)] : []),
    ...(exportTo ? [vscode.l10n.t('Exported to {0}.', exportTo.fsPath)] : []),
  ];
  if (left.length === 0) void vscode.window.showInformationMessage(unlinked(parts.join(' ')));
  else void vscode.window.showWarningMessage(unlinked([...parts, vscode.l10n.t('Left: {0}', left.join('; '))].join(' ')));
}
