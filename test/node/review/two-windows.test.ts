import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { openEngine } from '../../support/engine.js';
import { tempRepo } from '../../support/git-repo.js';

describe('two windows that give opposite verdicts', () => {
  it('agree on the newest person’s, lose neither, and let no program overturn it', async () => {
    const repo = await tempRepo({ 'a.js': 'export {};\n' });
    const [one, two] = [await openEngine(repo), await openEngine(repo)];
    try {
      await repo.write('a.js', "console.log('x');\nexport {};\n");
      const [finding] = (await one.review()).findings;
      const statuses = async () => {
        const reports = await Promise.all([one.reverie.latestReview(), two.reverie.latestReview()]);
        return reports.map((r) => `${r?.findings[0]?.status}${r?.accepted ? ' accepted' : ''}`);
      };
      await one.say(finding!.id, 'accept');
      await two.say(finding!.id, 'dismiss', 'intended');
      assert.deepEqual(await statuses(), ['dismissed', 'dismissed']);
      await one.say(finding!.id, 'accept');
      assert.deepEqual(await statuses(), ['new accepted', 'new accepted']);
      await two.reverie.verdict({ finding: finding!.id, verdict: 'dismiss', by: 'agent' });
      assert.deepEqual(await statuses(), ['new accepted', 'new accepted'], 'an agent does not overturn a person');
      await Promise.all([one.say(finding!.id, 'accept'), two.say(finding!.id, 'dismiss', 'intended')]);
      const [here, there] = await statuses();
      assert.equal(here, there, 'at the same time too');
      const dir = path.join(repo.dir, '.git/reverie/ledger');
      const texts = await Promise.all((await readdir(dir)).map((name) => readFile(path.join(dir, name), 'utf8')));
      assert.equal(texts.join('').match(/"type":"verdict"/g)?.length, 6, 'all of them stay in the ledger');
    } finally {
      await one.reverie.close();
      await two.reverie.close();
      await repo.dispose();
    }
  });
});
