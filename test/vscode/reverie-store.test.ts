import assert from 'node:assert/strict';
import type { Repo } from '../../src/core/changes/change-set.js';
import { NextStepError } from '../../src/vscode/next-step-error.js';
import { ReverieStore, type StoreHost } from '../../src/vscode/reverie-store.js';
import { fakeReverie } from './fake-reverie.js';

class HumanError extends Error {
  override name = 'HumanError';
  next = 'Run git init first';
}

function repoAt(root: string): Repo {
  return { root, commonDir: `${root}/.git`, reverieDir: `${root}/.git/reverie`, writable: true };
}

function host(more: Partial<StoreHost> & { repos?: Record<string, string> } = {}): StoreHost & { engineLoads: number; closed: string[] } {
  const repos = more.repos ?? { '/w/shop': '/w/shop' };
  const state = {
    engineLoads: 0,
    closed: [] as string[],
    folders: () => Object.keys(repos),
    trusted: () => true,
    engine: () => {
      state.engineLoads += 1;
      return Promise.resolve({
        openRepo: (dir: string) => {
          const root = repos[dir];
          return root ? Promise.resolve(repoAt(root)) : Promise.reject(new HumanError(`${dir} is not in a git repository`));
        },
        readRepoId: (repo: Repo) => Promise.resolve(`id-of-${repo.commonDir}`),
      });
    },
    createReverie: (repo: Repo) =>
      Promise.resolve({ ...fakeReverie(), repo, close: () => Promise.resolve(void state.closed.push(repo.root)) }),
    log: { info: () => undefined, warn: () => undefined },
    ...more,
  };
  return state;
}

describe('the store', () => {
  it('loads no engine until somebody opens it', () => {
    const h = host();
    assert.equal(new ReverieStore(h).state, 'unopened');
    assert.equal(h.engineLoads, 0);
  });

  it('opens each repo once, however many folders and callers ask', async () => {
    const h = host({ repos: { '/w/shop': '/w/shop', '/w/shop/src': '/w/shop', '/w/api': '/w/api' } });
    const store = new ReverieStore(h);
    const [first, second] = await Promise.all([store.open(), store.open()]);
    assert.equal(first, second);
    assert.deepEqual(
      first.map((s) => s.name),
      ['shop', 'api'],
    );
    assert.equal(h.engineLoads, 1);
    assert.equal(store.state, 'ready');
  });

  it('runs nothing in Restricted Mode, and offers to manage trust', async () => {
    const h = host({ trusted: () => false });
    const store = new ReverieStore(h);
    await assert.rejects(store.require(), (error) => error instanceof NextStepError && error.step.command === 'workbench.trust.manage');
    assert.equal(store.state, 'untrusted');
    assert.equal(h.engineLoads, 0);
  });

  it('works without a reload once trust is granted', async () => {
    let trusted = false;
    const store = new ReverieStore(host({ trusted: () => trusted }));
    assert.deepEqual(await store.open(), []);
    trusted = true;
    await store.reset();
    assert.equal((await store.require()).length, 1);
  });

  it('says what a person can do where there is no folder or no repo', async () => {
    const command = (error: unknown) => (error instanceof NextStepError ? error.step.command : undefined);
    await assert.rejects(new ReverieStore(host({ repos: {} })).require(), (e) => command(e) === 'vscode.openFolder');
    const store = new ReverieStore(host({ repos: { '/w/notes': '' } }));
    await assert.rejects(store.require(), (e) => command(e) === 'git.init');
    assert.match(store.problem ?? '', /not in a git repository.*git init/);
  });

  it('opens the other folders when one is no repo', async () => {
    const store = new ReverieStore(host({ repos: { '/w/notes': '', '/w/shop': '/w/shop' } }));
    assert.deepEqual(
      (await store.open()).map((s) => s.name),
      ['shop'],
    );
  });

  it('is failed, not empty, when the engine cannot be loaded', async () => {
    const store = new ReverieStore(host({ engine: () => Promise.reject(new Error('bad bundle')) }));
    await assert.rejects(store.require(), /bad bundle/);
    assert.equal(store.state, 'failed');
  });

  it('looks again when a command asks after there was no repo', async () => {
    const repos: Record<string, string> = { '/w/notes': '' };
    const store = new ReverieStore(host({ repos }));
    assert.deepEqual(await store.open(), []);
    repos['/w/notes'] = '/w/notes';
    assert.equal((await store.require()).length, 1);
  });

  it('closes every repo it opened', async () => {
    const h = host({ repos: { '/w/shop': '/w/shop', '/w/api': '/w/api' } });
    const store = new ReverieStore(h);
    await store.open();
    await store.close();
    assert.deepEqual(h.closed.toSorted(), ['/w/api', '/w/shop']);
  });
});
