/** Dreaming by itself in this window: real timers, real activity, the other windows, and the engine when it is time. */
import * as vscode from 'vscode';
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { onActivity } from './activity.js';
import { startDreamSchedule, type Dreamer } from './dream-schedule.js';
import type { DreamModelRequest } from '../core/dream/with-model/model-part.js';
import type { Engine } from './engine.js';
import { otherWindows, type OtherWindows } from './other-windows.js';
import type { Pause } from './pause.js';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';
import { readDreamSettings } from './settings.js';

/** `seen`: a person did something that the editor does not tell of, such as a command of ours. */
export type BackgroundDreams = { seen(): void; dispose(): void };

export function backgroundDreams(
  store: ReverieStore,
  engine: () => Promise<Engine>,
  context: Pick<vscode.ExtensionContext, 'storageUri' | 'globalStorageUri'>,
  log: vscode.LogOutputChannel,
  pause: Pause,
  /** What to ask of a model; undefined without one, or without a person's consent. */
  model: (session: RepoSession) => Promise<DreamModelRequest | undefined>,
): BackgroundDreams {
  const folders = () => (vscode.workspace.workspaceFolders ?? []).filter((f) => f.uri.scheme === 'file').map((f) => f.uri.fsPath);
  const windows = otherWindows({
    dir: path.join(context.globalStorageUri.fsPath, 'windows'),
    window: randomUUID(),
    folders,
    now: Date.now,
    monotonic: () => performance.now(),
    warn: (text) => log.warn(text),
  });
  const schedule = startDreamSchedule({
    now: () => new Date(),
    monotonic: () => performance.now(),
    after: (ms, call) => {
      const timer = setTimeout(call, ms);
      return { dispose: () => clearTimeout(timer) };
    },
    settings: readDreamSettings,
    paused: () => pause.paused,
    worthLooking: async () => vscode.workspace.isTrusted && (await mayHaveTranscripts(context.storageUri, folders())),
    dreamers: async () => (await store.open()).map((session) => dreamer(session, engine, windows, model, pause)),
    decide: async (moment) => (await engine()).whenToDream(moment),
    log,
  });
  const seen = () => {
    schedule.seen();
    windows.active();
  };
  const activity = onActivity(seen);
  return {
    seen,
    dispose() {
      activity.dispose();
      schedule.dispose();
      // the window closes: nobody is left to wait for it
      void windows.close();
    },
  };
}

function dreamer(
  session: RepoSession,
  engine: () => Promise<Engine>,
  windows: OtherWindows,
  model: (session: RepoSession) => Promise<DreamModelRequest | undefined>,
  pause: Pause,
): Dreamer {
  return {
    name: session.name,
    get busy() {
      return session.reviewing ? 'reviewing' : session.dreaming ? 'dreaming' : undefined;
    },
    state: () => session.reverie.dreamState(),
    idleElsewhereMs: () =>
      windows.idleMs(async (folder) => {
        const { openRepo } = await engine();
        return openRepo(folder).then(
          (repo) => repo.reverieDir === session.repo.reverieDir,
          () => false,
        );
      }),
    note: (kind, reason) => session.reverie.noteSchedule(kind, reason),
    async dream({ dream: trigger, ...day }, signal) {
      const asked = await model(session);
      const stopper = new AbortController();
      const paused = pause.subscribe(() => stopper.abort());
      try {
        const both = AbortSignal.any([signal, stopper.signal]);
        return await session.dream({ trigger, ...day, apply: readDreamSettings().apply, ...(asked && { model: asked }) }, { signal: both });
      } finally {
        paused.dispose();
      }
    },
  };
}

/** False only when this window has no storage yet and each folder is the root of a repo that Reverie has never touched. */
async function mayHaveTranscripts(storage: vscode.Uri | undefined, folders: string[]): Promise<boolean> {
  if (folders.length === 0) return false;
  if (storage && (await exists(storage.fsPath))) return true;
  for (const folder of folders) {
    const git = path.join(folder, '.git');
    if (!(await exists(path.join(git, 'HEAD'))) || (await exists(path.join(git, 'reverie')))) return true;
  }
  return false;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
