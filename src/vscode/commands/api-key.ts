/** `Set API Key…` and `Remove API Key…`: a key is checked before it is kept, in the editor's secret storage only. */
import * as vscode from 'vscode';
import { abortSignal } from '../cancellation.js';
import { unlinked } from '../markdown-text.js';
import { apiKeySecret } from '../model/model-choice.js';
import { own, readModelSettings } from '../model/model-settings.js';
import { errorSentences, isCancellation } from '../next-step-error.js';
import type { CommandContext } from './command-context.js';

const title = vscode.l10n.t('Set API Key');

export async function setApiKey(context: CommandContext): Promise<void> {
  for (;;) {
    const key = await askForKey();
    if (key === undefined) return;
    const problem = await check(context, key);
    if (problem === undefined || (await keepsAnyway(problem))) {
      await context.secrets.store(apiKeySecret, key);
      context.log.info(`the API key was set${problem === undefined ? '' : ', unchecked'}`);
      void vscode.window.showInformationMessage(
        problem === undefined
          ? vscode.l10n.t('The API key was checked and kept. {0}', whatNow())
          : vscode.l10n.t('The API key was kept. {0}', whatNow()),
      );
      return;
    }
  }
}

export async function removeApiKey({ secrets, log }: CommandContext): Promise<void> {
  if (!(await secrets.get(apiKeySecret))) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no API key.'));
    return;
  }
  const remove = vscode.l10n.t('Remove');
  const detail = vscode.l10n.t('Reviews use the built-in rules alone until another one is set.');
  if (
    (await vscode.window.showWarningMessage(vscode.l10n.t('Remove the API key from this machine?'), { modal: true, detail }, remove)) !==
    remove
  )
    return;
  await secrets.delete(apiKeySecret);
  log.info('the API key was removed');
  void vscode.window.showInformationMessage(vscode.l10n.t('The API key was removed.'));
}

async function askForKey(): Promise<string | undefined> {
  const host = hostOf(readModelSettings().baseUrl);
  const key = await vscode.window.showInputBox({
    title,
    password: true,
    ignoreFocusOut: true,
    placeHolder: 'sk-ant-…',
    prompt: vscode.l10n.t('The key for {0}. It is checked there once, and kept in the editor’s secret storage.', host),
    validateInput: (value) =>
      /^[\x21-\x7e]*$/.test(value.trim()) ? undefined : vscode.l10n.t('A key has no spaces and no special characters.'),
  });
  // an empty answer is a person who has no key at hand
  return key?.trim() || undefined;
}

/** What is wrong with the key; undefined when nothing is. Throws a cancellation when the person does not wait for it. */
async function check({ engine, log }: CommandContext, apiKey: string): Promise<Error | undefined> {
  const { baseUrl, models } = readModelSettings();
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Reverie: checking the API key'), cancellable: true },
    async (_progress, token) => {
      const signal = abortSignal(token);
      try {
        const { checkKey, readModels } = await engine();
        await checkKey({ apiKey, ids: readModels(models).ids, ...(baseUrl !== undefined && { baseUrl }) }, { signal });
        return undefined;
      } catch (error) {
        if (signal.aborted || isCancellation(error)) throw new vscode.CancellationError();
        log.warn(`the API key was not accepted: ${errorSentences(error)}`);
        return error instanceof Error ? error : new Error(String(error));
      }
    },
  );
}

/** False: to be asked for another key. Throws a cancellation when the person leaves it. */
async function keepsAnyway(problem: Error): Promise<boolean> {
  const refused = 'kind' in problem && problem.kind === 'auth';
  const again = vscode.l10n.t('Enter Another Key');
  const keep = vscode.l10n.t('Keep It Unchecked');
  const chosen = await vscode.window.showErrorMessage(
    unlinked(refused ? errorSentences(problem) : vscode.l10n.t('The key could not be checked. {0}', errorSentences(problem))),
    again,
    ...(refused ? [] : [keep]),
  );
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen === keep;
}

function whatNow(): string {
  const provider = own('reverie.model.provider');
  if (provider === 'none' || provider === 'vscode')
    return vscode.l10n.t('It is not used while reverie.model.provider is “{0}”: set that to “auto”.', provider);
  return vscode.l10n.t('From now on agents join your reviews, within the budget of reverie.budget.');
}

function hostOf(baseUrl: string | undefined): string {
  if (baseUrl === undefined) return 'Anthropic';
  try {
    return new URL(baseUrl).host;
  } catch {
    return vscode.l10n.t('{0} (reverie.model.baseUrl, which is no address)', baseUrl);
  }
}
