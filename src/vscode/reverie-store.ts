/** The one store of the window: the sessions of its repos. Every view, Problems and the status bar subscribe to it. */
import type { Reverie } from '../core/reverie.js';
import { createSignal, type Subscription } from './change-signal.js';
import type { Engine } from './engine.js';
import { describeError, errorSentences, NextStepError } from './next-step-error.js';
import { RepoSession, type SessionPart } from './repo-session.js';
import { l10n } from './l10n.js';

export type StoreState = 'unopened' | 'opening' | 'no-folder' | 'untrusted' | 'no-repository' | 'ready' | 'failed';
export type StoreChange = { part: 'state' } | { part: SessionPart; session: RepoSession };

/** What the store asks of the window. */
export interface StoreHost {
  /** Absolute paths of the workspace folders. */
  folders(): string[];
  trusted(): boolean;
  engine(): Promise<Pick<Engine, 'openRepo' | 'readRepoId'>>;
  createReverie(repo: Reverie['repo'], id: string): Promise<Reverie>;
  log: { info(text: string): void; warn(text: string): void };
}

export class ReverieStore {
  readonly #host: StoreHost;
  readonly #signal = createSignal<StoreChange>();
  #sessions: RepoSession[] = [];
  #state: StoreState = 'unopened';
  #problem: string | undefined;
  #opening: Promise<void> | undefined;

  constructor(host: StoreHost) {
    this.#host = host;
  }

  get state(): StoreState {
    return this.#state;
  }

  /** Why the state is `no-repository` or `failed`. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The repos opened so far; opens none. */
  get sessions(): readonly RepoSession[] {
    return this.#sessions;
  }

  subscribe(listener: (change: StoreChange) => void): Subscription {
    return this.#signal.subscribe(listener);
  }

  /** Opens the repos of the workspace folders, loading the engine on first use. Empty, with the `state` saying why, when there is none. */
  async open(): Promise<readonly RepoSession[]> {
    // someone subscribed may call this while it runs: all share one opening
    this.#opening ??= this.#open();
    await this.#opening;
    return this.#sessions;
  }

  /** As `open`, for commands: throws what a person can do when there is nothing to work on. */
  async require(): Promise<readonly [RepoSession, ...RepoSession[]]> {
    // what failed before may be there now: a repository was made, a file came back
    if (this.#state === 'no-repository' || this.#state === 'failed') await this.reset();
    const [first, ...rest] = await this.open();
    if (first) return [first, ...rest];
    switch (this.#state) {
      case 'untrusted':
        throw new NextStepError(l10n.t('Reverie does not run in Restricted Mode: reviewing runs git in this folder.'), {
          title: l10n.t('Manage Workspace Trust'),
          command: 'workbench.trust.manage',
        });
      case 'no-folder':
        throw new NextStepError(l10n.t('Open a folder with a git repository first.'), {
          title: l10n.t('Open Folder'),
          command: 'vscode.openFolder',
        });
      case 'failed':
        throw new NextStepError(l10n.t('Reverie could not start: {0}', this.#problem ?? l10n.t('see the log')), {
          title: l10n.t('Show Log'),
          command: 'reverie.showLog',
        });
      case 'no-repository':
      case 'unopened':
      case 'opening':
      case 'ready':
        throw new NextStepError(this.#problem ?? l10n.t('This folder is not in a git repository.'), {
          title: l10n.t('Initialize Repository'),
          command: 'git.init',
        });
    }
  }

  session(id: string): RepoSession | undefined {
    return this.#sessions.find((s) => s.id === id);
  }

  /** Forgets what was opened: folders or trust changed. The next use opens again. */
  async reset(): Promise<void> {
    const old = this.#sessions;
    await this.#opening;
    this.#sessions = [];
    this.#opening = undefined;
    this.#become('unopened');
    await Promise.all(old.map((s) => s.close()));
  }

  async close(): Promise<void> {
    await this.#opening;
    await Promise.all(this.#sessions.map((s) => s.close()));
  }

  async #open(): Promise<void> {
    const folders = this.#host.folders();
    if (folders.length === 0) return this.#become('no-folder');
    if (!this.#host.trusted()) return this.#become('untrusted');
    this.#become('opening');
    try {
      const { sessions, problem } = await this.#discover(folders);
      this.#sessions = sessions;
      this.#become(sessions.length > 0 ? 'ready' : 'no-repository', problem);
    } catch (error) {
      const { message } = describeError(error);
      this.#host.log.warn(`could not open: ${error instanceof Error ? (error.stack ?? message) : message}`);
      this.#become('failed', message);
    }
  }

  async #discover(folders: string[]): Promise<{ sessions: RepoSession[]; problem?: string }> {
    const engine = await this.#host.engine();
    const sessions: RepoSession[] = [];
    let problem: string | undefined;
    for (const folder of folders) {
      try {
        const repo = await engine.openRepo(folder);
        if (sessions.some((s) => s.repo.root === repo.root)) continue;
        const known = await engine.readRepoId(repo);
        // two worktrees of one repo in one window share its id but not their work tree
        const id = sessions.some((s) => s.id === known) ? `${known}-${sessions.length}` : known;
        const session: RepoSession = new RepoSession(id, await this.#host.createReverie(repo, known), (part) =>
          this.#signal.fire({ part, session }),
        );
        sessions.push(session);
        this.#host.log.info(`opened ${repo.root}${repo.writable ? '' : ' (memory is read-only: its folder cannot be written)'}`);
      } catch (error) {
        const { message, expected } = describeError(error);
        if (!expected) throw error;
        problem ??= errorSentences(error);
        this.#host.log.info(`${folder}: ${message}`);
      }
    }
    return { sessions, problem };
  }

  #become(state: StoreState, problem?: string): void {
    this.#state = state;
    this.#problem = problem;
    this.#signal.fire({ part: 'state' });
  }
}
