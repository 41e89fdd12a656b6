/** Which repositories a server works on: the one it was started for, else those of the client's roots, else where it was started. */
import path from 'node:path';
import { HumanError } from '../../core/human-error.js';
import type { Reverie } from '../../core/reverie.js';

export type ServedReposDeps = {
  /** What `--repo` says: then there is no other. */
  repo?: string;
  cwd: string;
  /** The client's roots as absolute paths; undefined when it has none to tell. */
  roots: () => Promise<string[] | undefined>;
  open: (folder: string) => Promise<Reverie>;
};

export interface ServedRepos {
  /**
   * The engine on the repository that a call means: `wanted` is a folder below one of those that are served. Throws a HumanError when it is
   * none of them, or when it has to be said which.
   */
  get(wanted: string | undefined): Promise<Reverie>;
  /** The client's roots may have changed. */
  forgetRoots(): void;
  close(): Promise<void>;
}

export function servedRepos({ repo, cwd, roots, open }: ServedReposDeps): ServedRepos {
  const opened = new Map<string, Promise<Reverie>>();
  let folders: Promise<string[]> | undefined;

  const served = (): Promise<string[]> =>
    (folders ??= (async () => {
      if (repo !== undefined) return [path.resolve(cwd, repo)];
      const told = await roots();
      return told?.length ? told : [cwd];
    })());

  /** Folders of one repository share its engine. */
  async function engineOf(folder: string): Promise<Reverie> {
    let engine = opened.get(folder);
    if (!engine) {
      engine = open(folder);
      opened.set(folder, engine);
      // a folder that becomes a repository is tried again
      engine.catch(() => opened.delete(folder));
    }
    const reverie = await engine;
    const known = opened.get(reverie.repo.root);
    if (!known) opened.set(reverie.repo.root, engine);
    else if (known !== engine) {
      opened.set(folder, known);
      await reverie.close();
      return known;
    }
    return reverie;
  }

  return {
    async get(wanted) {
      const all = await served();
      if (wanted !== undefined) {
        const folder = path.resolve(cwd, wanted);
        const inside = all.some((root) => !path.relative(root, folder).startsWith('..') && !path.isAbsolute(path.relative(root, folder)));
        if (inside) return engineOf(folder);
        throw new HumanError(`${folder} is not among the folders that this server works on`, { next: `Use one of ${all.join(', ')}` });
      }
      const [only, ...others] = all;
      if (only !== undefined && others.length === 0) return engineOf(only);
      const found = await Promise.allSettled(all.map(engineOf));
      const repos = new Map(found.flatMap((f) => (f.status === 'fulfilled' ? [[f.value.repo.root, f.value] as const] : [])));
      const [one, ...more] = repos.values();
      if (one && more.length === 0) return one;
      if (!one) throw new HumanError(`None of ${all.join(', ')} is a git repository`, { next: 'Start the server with --repo DIR' });
      throw new HumanError('There are several repositories here', { next: `Say which with \`repo\`: ${[...repos.keys()].join(', ')}` });
    },
    forgetRoots: () => {
      folders = undefined;
    },
    async close() {
      const engines = new Set(await Promise.allSettled(opened.values()));
      const reveries = new Set([...engines].flatMap((e) => (e.status === 'fulfilled' ? [e.value] : [])));
      await Promise.allSettled([...reveries].map((reverie) => reverie.close()));
    },
  };
}
