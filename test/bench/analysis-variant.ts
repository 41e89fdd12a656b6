/**
 * A program: reviews the last commit of a repository with a part or a multiple of the built-in rules and prints what it took.
 * Arguments: the repository, the folder with the grammars, `half`, `all` or `double`.
 */
import { openRepo } from '../../src/node/changes/open-repo.js';
import { createChangeReader } from '../../src/node/changes/change-reader.js';
import { readBuiltInRules } from '../../src/node/analysis/built-in-rules.js';
import { createRuleAnalyzer } from '../../src/node/analysis/rule-analyzer.js';

const [dir, assets, variant] = process.argv.slice(2) as [string, string, 'half' | 'all' | 'double'];

const all = readBuiltInRules();
const copies = all.map((rule) => ({ ...rule, id: `${rule.id}-again` }));
const rules = { half: all.filter((_, i) => i % 2 === 0), all, double: [...all, ...copies] }[variant];
const began = performance.now();
const { signal } = new AbortController();
const { changes, contents } = await createChangeReader(await openRepo(dir)).read({ kind: 'commit', commit: 'HEAD' }, { signal });
const analyzer = createRuleAnalyzer({ assets, redact: (text) => text, builtIn: rules });
analyzer.prepare?.(changes);
let findings = 0;
const warn = (message: string): void => console.error(message);
await analyzer.analyze({ changes, contents, signal, warn }, () => findings++);
await contents.close();
console.log(JSON.stringify({ ms: performance.now() - began, rules: rules.length, findings }));
