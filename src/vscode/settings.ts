/** The settings: read when they are needed; what is declared is made from src/protocol/settings.ts. */
import * as vscode from 'vscode';
import type { DreamSettings } from '../protocol/settings.js';
import { settings } from './settings-table.js';

export function readDreamSettings(): DreamSettings {
  const section = vscode.workspace.getConfiguration('reverie.dream');
  // VS Code falls back to nothing when a value has the wrong type, so the default is ours
  const read = <T extends string | number | boolean>(name: string, fallback: T, accept: (value: T) => boolean): T => {
    const value = section.get<unknown>(name);
    return typeof value === typeof fallback && accept(value as T) ? (value as T) : fallback;
  };
  return {
    enabled: read('enabled', settings['reverie.dream.enabled'].default, () => true),
    idleMinutes: read('idleMinutes', settings['reverie.dream.idleMinutes'].default, (n) => n >= 0),
    minTranscripts: read('minTranscripts', settings['reverie.dream.minTranscripts'].default, (n) => n >= 1),
    dailyAt: read('dailyAt', settings['reverie.dream.dailyAt'].default, (s) =>
      new RegExp(settings['reverie.dream.dailyAt'].pattern).test(s),
    ),
    apply: read<string>('apply', settings['reverie.dream.apply'].default, (s) => s === 'auto' || s === 'ask') === 'ask' ? 'ask' : 'auto',
  };
}
