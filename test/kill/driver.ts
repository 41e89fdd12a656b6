/**
 * The process that is killed: reviews, records verdicts and dreams without end, and prints a line for everything that was acknowledged.
 *   node driver.js <repo> <assets> <lease term in ms> <first number>
 */
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createReverie, openRepo } from '../../src/node/engine.js';
import type { Acknowledged } from './acknowledged.js';

const [dir = '', assets = '', term = '', first = ''] = process.argv.slice(2);
const signal = new AbortController().signal;

// synchronous: what is printed before the kill has left this process
const say = (line: Acknowledged) => writeSync(1, `${JSON.stringify(line)}\n`);

try {
  const reverie = await createReverie({ repo: await openRepo(dir), kind: 'cli', assets, version: 'kill', leaseTermMs: Number(term) });
  say({ type: 'ready' });
  for (let n = Number(first); ; n++) {
    await work(n);
    const report = await reverie.review({ scope: { kind: 'uncommitted' } }, { signal });
    say({ type: 'review', id: report.review.id, findings: report.findings.length });
    for (const finding of report.findings.filter((f) => f.status === 'new')) {
      const dismissed = finding.anchor.path.startsWith('jobs/');
      const receipt = await reverie.verdict({
        finding: finding.fingerprint,
        by: 'person',
        ...(dismissed ? { verdict: 'dismiss', reason: 'intended' } : { verdict: 'accept' }),
      });
      say({ type: 'verdict', fingerprint: receipt.finding.fingerprint, verdict: receipt.verdict, at: receipt.at });
    }
    const dream = await reverie.dream({ trigger: 'command', apply: 'auto' }, { signal });
    say({
      type: 'dream',
      id: dream.dream,
      state: dream.state,
      after: dream.after,
      ...(dream.reason !== undefined && { reason: dream.reason }),
    });
  }
} catch (cause) {
  say({ type: 'error', text: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
  process.exit(1);
}

/** Leaves a few new findings in the work tree, and takes away those of some loops ago. */
async function work(n: number): Promise<void> {
  const [a, b, c] = words(n);
  const files = {
    [`jobs/${a}-${n}.ts`]: `console.log('${a} ${b}', ${n});\nexport const ${c}${n} = ${n};\nconsole.log(${c}${n} + '${b}');\n`,
    [`src/${b}-${n}.ts`]: `export function ${a}${n}(${c}: string) {\n  try {\n    return JSON.parse(${c});\n  } catch (error) {\n  }\n}\n`,
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.join(dir, path.dirname(file)), { recursive: true });
    await writeFile(path.join(dir, file), text);
  }
  const [oldA, oldB] = words(n - 3);
  for (const file of [`jobs/${oldA}-${n - 3}.ts`, `src/${oldB}-${n - 3}.ts`]) await rm(path.join(dir, file), { force: true });
}

/** Different from one loop to the next, so that a finding is a new one and not the old one edited. */
function words(n: number): [string, string, string] {
  const hash = createHash('sha256')
    .update(String(n))
    .digest('hex')
    .replaceAll(/[0-9]/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '');
  return [hash.slice(0, 9), hash.slice(9, 18), hash.slice(18, 27)];
}
