/** Which language model is in force: by the setting, and by whether there is a key. Small, as every window loads it. */
import type * as vscode from 'vscode';
import { createSignal, type Subscription } from '../change-signal.js';
import { settings } from '../settings-table.js';

export type ModelProvider = 'anthropic' | 'vscode' | 'none';

/** Under this name the key lies in the editor's secret storage; never in settings, never in a log. */
export const apiKeySecret = 'reverie.anthropicApiKey';

export type ModelChoice = {
  /** As last read; undefined until then. */
  readonly provider: ModelProvider | undefined;
  read(): Promise<ModelProvider>;
  /** Reads anew; never rejects. */
  refresh(): Promise<void>;
  /** Whether to say what more is possible: there is no model, nobody has decided against one, and the hint was not put away on this machine. */
  readonly hint: boolean;
  hideHint(): Promise<void>;
  /** Something of it changed. */
  subscribe(listener: () => void): Subscription;
  dispose(): void;
};

/** The part of the window that it reads. */
export type ModelChoiceHost = {
  secrets: Pick<vscode.SecretStorage, 'get' | 'onDidChange'>;
  /** Kept on this machine for all workspaces. */
  state: Pick<vscode.Memento, 'get' | 'update'>;
  /** A person's own value of `reverie.model.provider`; what a repo's settings say does not count. */
  setting(): unknown;
  onSetting(listener: () => void): Subscription;
  /** Told what cannot be read. */
  warn(text: string): void;
};

const hintKey = 'reverie.modelHintHidden';

export function modelChoice(host: ModelChoiceHost): ModelChoice {
  const signal = createSignal<void>();
  let provider: ModelProvider | undefined;
  const read = async (): Promise<ModelProvider> => {
    const value = host.setting();
    const wanted = settings['reverie.model.provider'].enum.find((one) => one === value) ?? settings['reverie.model.provider'].default;
    const next = wanted === 'auto' ? ((await host.secrets.get(apiKeySecret)) ? 'anthropic' : 'none') : wanted;
    if (next !== provider) {
      provider = next;
      signal.fire();
    }
    return next;
  };
  const refresh = async (): Promise<void> => {
    try {
      await read();
    } catch (error) {
      host.warn(`the API key cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const again = (): void => void refresh();
  const subscriptions = [
    host.secrets.onDidChange(({ key }) => {
      if (key === apiKeySecret) again();
    }),
    host.onSetting(again),
  ];
  return {
    get provider() {
      return provider;
    },
    read,
    refresh,
    get hint() {
      return provider === 'none' && host.setting() !== 'none' && host.state.get<boolean>(hintKey) !== true;
    },
    async hideHint() {
      await host.state.update(hintKey, true);
      signal.fire();
    },
    subscribe: (listener) => signal.subscribe(listener),
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
