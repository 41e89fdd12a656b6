import assert from 'node:assert/strict';
import { readSuppressions } from '../../../../src/core/dream/history/read-suppressions.js';

/** What is read of one text, as `rules @ start-end [whole] [— reason]`. */
function read(text: string): string[] {
  return readSuppressions(text.split('\n')).map(
    ({ rules, startLine, endLine, whole, reason }) =>
      `${rules.join(' ')} @ ${startLine}-${endLine}${whole ? ' whole' : ''}${reason === undefined ? '' : ` — ${reason}`}`,
  );
}

describe('inline suppressions', () => {
  const cases: [string, string[]][] = [
    ['// eslint-disable-next-line no-console -- a CLI prints\nconsole.log(1)', ['eslint/no-console @ 1-2 — a CLI prints']],
    [
      'a(); // eslint-disable-line no-alert, @typescript-eslint/no-explicit-any',
      ['eslint/no-alert eslint/@typescript-eslint/no-explicit-any @ 1-1'],
    ],
    ['/* eslint-disable no-console */\nconsole.log(1)', ['eslint/no-console @ 1-1 whole']],
    ['/* eslint-disable no-console */\na();\n/* eslint-enable no-console */', ['eslint/no-console @ 1-1']],
    ['a();\n/* eslint-disable no-console */\nb();', ['eslint/no-console @ 2-2']],
    ['// eslint-disable-next-line\na()', []],
    [
      '// biome-ignore lint/suspicious/noExplicitAny: the library wants it\nlet a: any;',
      ['biome/lint/suspicious/noExplicitAny @ 1-2 — the library wants it'],
    ],
    ['import os  # noqa: F401,E402 side effects', ['ruff/F401 ruff/E402 @ 1-1 — side effects']],
    ['# ruff: noqa: E501\nx = 1', ['ruff/E501 @ 1-1 whole']],
    ['x = 1  # noqa', []],
    ['def f(a):  # pylint: disable=unused-argument,invalid-name', ['pylint/unused-argument pylint/invalid-name @ 1-1']],
    ['f() //nolint:errcheck,gosec // best effort', ['golangci-lint/errcheck golangci-lint/gosec @ 1-1 — best effort']],
    ['x = 1 # rubocop:disable Style/Foo, Lint/Bar -- legacy', ['rubocop/Style/Foo rubocop/Lint/Bar @ 1-1 — legacy']],
    ['@SuppressWarnings({"unchecked", "PMD.GodClass"})\nclass A {}', ['javac/unchecked pmd/GodClass @ 1-2']],
    ['@SuppressWarnings("java:S106")\nvoid f() {}', ['sonarqube/java:S106 @ 1-2']],
    ['f(); // NOSONAR(java:S106)', ['sonarqube/java:S106 @ 1-1']],
    ['#pragma warning disable CA1801, CS0618 // by contract\nclass A {}', ['roslyn/CA1801 roslyn/CS0618 @ 1-1 whole — by contract']],
    ['$a = 1; // phpcs:ignore Generic.Files.LineLength -- table', ['phpcs/Generic.Files.LineLength @ 1-1 — table']],
    ['#!/bin/sh\n# shellcheck disable=SC2086\necho $a', ['shellcheck/SC2086 @ 2-3 whole']],
    ['set -e\n# shellcheck disable=SC2086,SC2046\necho $a', ['shellcheck/SC2086 shellcheck/SC2046 @ 2-3']],
    ['// NOLINTNEXTLINE(bugprone-foo)\nf();', ['clang-tidy/bugprone-foo @ 1-2']],
    ["const text = '// eslint-disable-next-line no-console';", []],
    ['// eslint-disable-next-line no-debugger\ndebugger;', ['js/debugger @ 1-2']],
  ];
  for (const [text, expected] of cases) {
    it(`reads ${JSON.stringify(text.slice(0, 60))}`, () => assert.deepEqual(read(text), expected));
  }

  it('passes generated lines over, whatever they hold', () => {
    assert.deepEqual(read(`${'x'.repeat(5000)} // eslint-disable-line no-console`), []);
  });
});
