/** ESLint's complete rule set on one text, written as SARIF. Comments of the code silence nothing: what they say is a verdict. */
import js from '@eslint/js';
import { Linter } from 'eslint';

const linter = new Linter({ configType: 'flat' });

export type Linted = { sarif: string; silenced: Set<string> };

/** Undefined when the text cannot be parsed. `silenced` are the `rule:line` that a comment of the code suppresses. */
export function lintAll(text: string, path: string): Linted | undefined {
  for (const sourceType of ['module', 'commonjs'] as const) {
    const config = {
      files: ['**/*'],
      languageOptions: { ecmaVersion: 'latest', sourceType, parserOptions: { ecmaFeatures: { jsx: true } } },
      rules: js.configs.all.rules,
    } as Linter.Config;
    const all = linter.verify(text, [config, { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } }], {
      filename: 'file.js',
    });
    if (all.some((m) => m.fatal)) continue;
    // without a word of ESLint in the code no comment speaks to it
    const heard = text.includes('eslint')
      ? new Set(
          linter.verify(text, [config, { linterOptions: { reportUnusedDisableDirectives: 'off' } }], { filename: 'file.js' }).map(keyOf),
        )
      : undefined;
    const results = all.flatMap((m) =>
      m.ruleId === null
        ? []
        : [
            {
              ruleId: m.ruleId,
              level: 'warning',
              message: { text: m.message.slice(0, 500) },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: encodeURI(path) },
                    region: { startLine: m.line, endLine: m.endLine ?? m.line },
                  },
                },
              ],
            },
          ],
    );
    return {
      sarif: JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'ESLint' } }, results }] }),
      silenced: new Set(heard && all.map(keyOf).filter((key) => !heard.has(key))),
    };
  }
  return undefined;
}

function keyOf({ ruleId, line }: { ruleId: string | null; line: number }): string {
  return `${ruleId}:${line}`;
}
