/** The language model of the settings, opened for the engine, and what a review may ask of it. */
import * as vscode from 'vscode';
import type { BudgetLimits } from '../../core/model/budget.js';
import type { ModelAccess, ModelIds } from '../../core/model/model-access.js';
import type { ModelRequest } from '../../core/review/agents/model-reviewer.js';
import type { Engine } from '../engine.js';
import { NextStepError } from '../next-step-error.js';
import { apiKeySecret, type ModelChoice } from './model-choice.js';
import { readModelSettings } from './model-settings.js';
import { personWaits } from './person-waits.js';
import { pickChats } from './pick-chats.js';
import { noModels } from './vscode-chat-errors.js';
import { createVscodeChatModel } from './vscode-chat-model.js';

/** What models are opened with. */
export type ModelDesk = {
  choice: ModelChoice;
  secrets: vscode.SecretStorage;
  /** Which of VS Code's models a person has let Reverie use. */
  allowed: vscode.LanguageModelAccessInformation;
  engine: () => Promise<Engine>;
};

/** Throws what a person can do when there is no model, or its settings cannot be read. */
export async function openModel(desk: ModelDesk): Promise<ModelAccess> {
  const provider = await desk.choice.read();
  switch (provider) {
    case 'anthropic':
      return openAnthropic(desk);
    case 'vscode':
      return openVscode(desk);
    case 'none':
      throw new NextStepError(vscode.l10n.t('There is no language model to review with.'), {
        title: vscode.l10n.t('Set API Key'),
        command: 'reverie.setApiKey',
      });
  }
}

/** What to ask of the agents; undefined without a model. Throws as `openModel` does. */
export async function modelRequest(desk: ModelDesk): Promise<ModelRequest | undefined> {
  if ((await desk.choice.read()) === 'none') return undefined;
  const { ids, table } = await openModel(desk);
  const { effort, review } = readModelSettings();
  return { effort, budget: limitsFor(review, ids, table, desk.choice.provider) };
}

async function openAnthropic({ secrets, engine }: ModelDesk): Promise<ModelAccess> {
  const apiKey = await secrets.get(apiKeySecret);
  if (!apiKey)
    throw new NextStepError(vscode.l10n.t('There is no API key.'), { title: vscode.l10n.t('Set API Key'), command: 'reverie.setApiKey' });
  const loaded = await engine();
  const { baseUrl, day } = readModelSettings();
  const { ids, prices } = readOwnModels(loaded);
  const settings = { apiKey, ...(baseUrl !== undefined && { baseUrl }), ids, models: prices, dayLimits: day };
  return loaded.anthropicAccess(settings, loaded.systemClock);
}

async function openVscode({ allowed, engine }: ModelDesk): Promise<ModelAccess> {
  const loaded = await engine();
  const { day } = readModelSettings();
  const own = readOwnModels(loaded);
  const chats = await vscode.lm.selectChatModels();
  const picked = pickChats(chats, own.ids);
  if (picked.state === 'none') throw noModels(loaded.ModelError);
  if (picked.state === 'unknown')
    throw wrongModels(vscode.l10n.t('{0}: VS Code has no model {1}, but {2}', picked.role, picked.wanted, picked.offered));
  const rows = Object.fromEntries(chats.map((chat) => [chat.id, { contextTokens: chat.maxInputTokens, ...own.prices[chat.id] }]));
  const table = loaded.modelTable({ ...own.prices, ...rows });
  const model = createVscodeChatModel({
    api: vscode,
    canSend: (chat) => allowed.canSendRequest(chat),
    personWaits,
    engine: loaded,
  });
  return { model, ids: picked.ids, table, dayLimits: limitsFor(day, picked.ids, table, 'vscode') };
}

/** USD are no limit where VS Code's price is not known: tokens are. For Claude an unknown price is refused, with what to do. */
export function limitsFor(limits: BudgetLimits, ids: ModelIds, table: ModelAccess['table'], provider: string | undefined): BudgetLimits {
  const priced = [ids.lead, ids.specialist, ids.verifier].every(
    (id) => table[id]?.inputUsd !== undefined && table[id]?.outputUsd !== undefined,
  );
  if (provider !== 'vscode' || priced) return limits;
  return limits.maxTokens === undefined ? {} : { maxTokens: limits.maxTokens };
}

function readOwnModels({ readModels }: Engine): ReturnType<Engine['readModels']> {
  const read = readModels(readModelSettings().models);
  if (read.problems.length > 0) throw wrongModels(read.problems.join('; '));
  return read;
}

function wrongModels(what: string): NextStepError {
  return new NextStepError(vscode.l10n.t('The setting reverie.model.models cannot be followed: {0}.', what), {
    title: vscode.l10n.t('Open Settings'),
    command: 'workbench.action.openSettings',
    args: ['reverie.model.models'],
  });
}
