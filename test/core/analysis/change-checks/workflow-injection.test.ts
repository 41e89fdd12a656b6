import assert from 'node:assert/strict';
import { candidatesOf, findingsOf } from './check-change.js';

const path = '.github/workflows/ci.yml';
const workflow = (step: string, on = 'issues'): string => `on: ${on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${step}`;
const inRun = (expression: string): string => workflow(`      - run: |\n          echo start\n          echo "\${{ ${expression} }}"\n`);
const found = (text: string, at = path): Promise<string[]> => findingsOf([{ path: at, before: '', after: text }]);

describe('injection into workflow scripts', () => {
  const untrusted = [
    'github.event.issue.title',
    'github.event.issue.body',
    'github.event.pull_request.title',
    'github.event.pull_request.body',
    'github.event.pull_request.head.ref',
    'github.event.pull_request.head.label',
    'github.event.pull_request.head.repo.default_branch',
    'github.event.comment.body',
    'github.event.review.body',
    'github.event.pages.*.page_name',
    'github.event.commits[0].message',
    'github.event.head_commit.message',
    'github.event.head_commit.author.email',
    'github.event.discussion.title',
    'github.event.workflow_run.head_branch',
    'github.head_ref',
    "github.event['issue']['title']",
    'github.head_ref || github.ref_name',
    "format('x {0}', github.event.issue.title)",
    'toJSON(github.event.issue)',
    'toJSON(github.event)',
  ];
  for (const expression of untrusted) {
    it(`is told on the line of ${expression}`, async () =>
      assert.deepEqual(await found(inRun(expression)), [`change/workflow-injection ${path}:8`]));
  }

  const trusted = [
    'github.sha',
    'github.event.pull_request.number',
    'github.event.pull_request.head.sha',
    "contains(github.event.issue.title, 'bug')",
    "github.head_ref == 'main'",
    "github.event.issue.title != '' && 'yes' || 'no'",
    'secrets.TOKEN',
    'env.TITLE',
  ];
  for (const expression of trusted) {
    it(`is no matter for ${expression}`, async () => assert.deepEqual(await found(inRun(expression)), []));
  }

  it('is no matter in env, in if, and in names', async () => {
    const text = `      - name: \${{ github.event.issue.title }}\n        if: \${{ github.event.issue.title }}\n        env:\n          T: \${{ github.event.issue.title }}\n        run: echo "$T"\n`;
    assert.deepEqual(await found(workflow(text)), []);
  });

  it('is told when such a variable is pasted in again', async () => {
    const text = `      - env:\n          T: \${{ github.event.issue.title }}\n        run: echo "\${{ env.T }}"\n`;
    assert.deepEqual(await found(workflow(text)), [`change/workflow-injection ${path}:8`]);
  });

  it('is told in the script of github-script and in a composite action', async () => {
    const script = `      - uses: actions/github-script@v7\n        with:\n          script: |\n            const t = "\${{ github.event.comment.body }}";\n`;
    assert.deepEqual(await found(workflow(script)), [`change/workflow-injection ${path}:9`]);
    const action = `runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: echo \${{ github.event.issue.title }}\n`;
    assert.deepEqual(await found(action, 'actions/greet/action.yml'), ['change/workflow-injection actions/greet/action.yml:5']);
  });

  it('is milder where the event has no secrets', async () => {
    const text = (on: string): string => workflow('      - run: echo ${{ github.head_ref }}\n', on);
    const severity = async (on: string): Promise<string | undefined> =>
      (await candidatesOf([{ path, before: '', after: text(on) }]))[0]?.severity;
    assert.equal(await severity('[pull_request]'), 'medium');
    assert.equal(await severity('\n  pull_request_target:\n    types: [opened]'), 'high');
  });

  it('is silent about lines that the change leaves alone', async () => {
    const before = inRun('github.event.issue.title');
    assert.deepEqual(await findingsOf([{ path, before, after: `# why\n${before}` }]), []);
  });

  it('is told of a checkout of the head of a pull request with the rights of the repository', async () => {
    const step = `      - uses: actions/checkout@v4\n        with:\n          ref: \${{ github.event.pull_request.head.sha }}\n`;
    assert.deepEqual(await found(workflow(step, 'pull_request_target')), [`change/workflow-untrusted-checkout ${path}:8`]);
    assert.deepEqual(await found(workflow(step, 'pull_request')), []);
    const before = workflow(step, 'pull_request');
    assert.deepEqual(await findingsOf([{ path, before, after: workflow(step, 'pull_request_target') }]), [
      `change/workflow-untrusted-checkout ${path}:1`,
    ]);
  });

  it('reads broken, empty, huge and deeply nested files without harm', async () => {
    const texts = [
      '',
      ':',
      '- a',
      'jobs: [',
      'on: ${{',
      `on: ${'['.repeat(20_000)}`,
      'a: &a [*a]\n${{ x',
      'jobs:\n  a:\n    steps:\n      - run: "${{ github.head_ref',
    ];
    for (const text of texts) assert.deepEqual(await found(`${text}\n# \${{`), []);
    const half = `${inRun('github.event.issue.title')}  b: [\n`;
    assert.deepEqual(await found(half), [`change/workflow-injection ${path}:8`]);
  });
});
