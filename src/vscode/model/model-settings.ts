/** The settings about models and what they may cost: a person's own, never those that come with a repo (but for the effort). */
import * as vscode from 'vscode';
import type { BudgetLimits } from '../../core/model/budget.js';
import type { ReviewEffort } from '../../core/review/agents/model-reviewer.js';
import { settings } from '../settings-table.js';

export type ModelSettings = {
  baseUrl?: string;
  /** As it stands in the settings; the engine reads it. */
  models: unknown;
  effort: ReviewEffort;
  review: BudgetLimits;
  dream: BudgetLimits;
  day: BudgetLimits;
  confirmAboveUsd: number;
};

export function readModelSettings(): ModelSettings {
  const baseUrl = own('reverie.model.baseUrl');
  const effort = vscode.workspace.getConfiguration('reverie.model').get<unknown>('effort');
  return {
    ...(typeof baseUrl === 'string' && baseUrl.trim() !== '' && { baseUrl: baseUrl.trim() }),
    models: own('reverie.model.models'),
    effort: settings['reverie.model.effort'].enum.find((one) => one === effort) ?? settings['reverie.model.effort'].default,
    review: limits('reverie.budget.review.maxUsd', 'reverie.budget.review.maxTokens'),
    dream: limits('reverie.budget.dream.maxUsd', 'reverie.budget.dream.maxTokens'),
    day: limits('reverie.budget.day.maxUsd', 'reverie.budget.day.maxTokens'),
    confirmAboveUsd: amount('reverie.budget.confirmAboveUsd'),
  };
}

/** The value of a person's own settings, on this machine. */
export function own(name: keyof typeof settings): unknown {
  return vscode.workspace.getConfiguration().inspect(name)?.globalValue;
}

type Amount = Extract<keyof typeof settings, `reverie.budget.${string}`>;

/** 0 stands for no limit. */
function limits(usd: Amount, tokens: Amount): BudgetLimits {
  const maxUsd = amount(usd);
  const maxTokens = amount(tokens);
  return { ...(maxUsd > 0 && { maxUsd }), ...(maxTokens > 0 && { maxTokens }) };
}

/** A value that is no amount counts as the default: a mistake in it must not lift a limit. */
function amount(name: Amount): number {
  const value = own(name);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : settings[name].default;
}
