/** The pick of what to review. */
import * as vscode from 'vscode';
import type { Scope } from '../../core/changes/change-set.js';
import { parseRange, refProblem } from '../ref-text.js';
import { ago } from '../words.js';
import { recentCommits } from './recent-commits.js';

type Choice = vscode.QuickPickItem & { scope: () => Scope | Promise<Scope | undefined> };

/** Undefined when a pick or an input was closed. */
export async function pickScope(title: string, root: string): Promise<Scope | undefined> {
  const choices: Choice[] = [
    {
      label: vscode.l10n.t('Uncommitted changes'),
      detail: vscode.l10n.t('Staged, unstaged and untracked'),
      scope: () => ({ kind: 'uncommitted' }),
    },
    { label: vscode.l10n.t('Staged changes'), detail: vscode.l10n.t('What the next commit would hold'), scope: () => ({ kind: 'staged' }) },
    { label: vscode.l10n.t('Unstaged changes'), detail: vscode.l10n.t('What differs from the index'), scope: () => ({ kind: 'unstaged' }) },
    { label: vscode.l10n.t('Branch'), detail: vscode.l10n.t('This branch against its merge base'), scope: () => ({ kind: 'branch' }) },
    {
      label: vscode.l10n.t('Branch against…'),
      detail: vscode.l10n.t('This branch against its merge base with another'),
      scope: () => askBranch(title),
    },
    {
      label: vscode.l10n.t('A commit…'),
      detail: vscode.l10n.t('One commit against its first parent'),
      scope: () => askCommit(title, root),
    },
    { label: vscode.l10n.t('A range…'), detail: vscode.l10n.t('Everything between two commits'), scope: () => askRange(title, root) },
  ];
  const picked = await vscode.window.showQuickPick(choices, { title, placeHolder: vscode.l10n.t('What to review?'), matchOnDetail: true });
  return picked?.scope();
}

async function askBranch(title: string): Promise<Scope | undefined> {
  const base = await askRef(title, vscode.l10n.t('The branch to compare with, such as origin/main'));
  return base === undefined ? undefined : { kind: 'branch', base };
}

async function askCommit(title: string, root: string): Promise<Scope | undefined> {
  const other: CommitItem = {
    label: vscode.l10n.t('$(edit) Another commit…'),
    detail: vscode.l10n.t('By its id, or the name of a branch or a tag'),
    alwaysShow: true,
  };
  const recent = await commitItems(root);
  const options = { title, placeHolder: vscode.l10n.t('Which commit?'), matchOnDescription: true };
  const picked = recent.length > 0 ? await vscode.window.showQuickPick([...recent, other], options) : other;
  const commit = picked && (picked.commit ?? (await askRef(title, vscode.l10n.t('A commit id, a branch or a tag'), 'HEAD')));
  return commit === undefined ? undefined : { kind: 'commit', commit };
}

async function commitItems(root: string): Promise<CommitItem[]> {
  const now = new Date();
  return (await recentCommits(root)).map(({ hash, message, author, date }): CommitItem => ({
    label: message,
    description: [hash.slice(0, 8), author, date && ago(date, now)].filter(Boolean).join(' · '),
    commit: hash,
  }));
}

type CommitItem = vscode.QuickPickItem & { commit?: string };

/** Two picks among the newest commits, or the range as git writes it. */
async function askRange(title: string, root: string): Promise<Scope | undefined> {
  const recent = await commitItems(root);
  const own: CommitItem = {
    label: vscode.l10n.t('$(edit) Write the range…'),
    detail: vscode.l10n.t('As A..B, by ids or the names of branches and tags'),
    alwaysShow: true,
  };
  const options = { title, matchOnDescription: true };
  const from =
    recent.length > 1
      ? await vscode.window.showQuickPick([...recent.slice(1), own], {
          ...options,
          placeHolder: vscode.l10n.t('What came after which commit? It is not reviewed itself'),
        })
      : own;
  if (!from) return undefined;
  if (from.commit === undefined) return writtenRange(title);
  const later = recent.slice(0, recent.indexOf(from));
  const to = await vscode.window.showQuickPick(later, { ...options, placeHolder: vscode.l10n.t('Up to which commit? It is reviewed too') });
  return to?.commit === undefined ? undefined : { kind: 'range', from: from.commit, to: to.commit };
}

async function writtenRange(title: string): Promise<Scope | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Two commits, branches or tags: what the second has and the first has not'),
    value: 'HEAD~1..HEAD',
    validateInput: (value) => (parseRange(value) ? undefined : vscode.l10n.t('Write the range as A..B')),
  });
  const range = text === undefined ? undefined : parseRange(text);
  return range && { kind: 'range', ...range };
}

async function askRef(title: string, prompt: string, value?: string): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({ title, prompt, value, validateInput: refProblem });
  return text?.trim();
}
