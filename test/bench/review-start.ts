/** A review of five files from the start of the CLI to its report, beside a Node that starts and does nothing. */
import { spawn } from 'node:child_process';
import { tempRepo, type TempRepo } from '../support/git-repo.js';
import { median, shipped, type BenchRow } from './bench-row.js';

const targetRatio = 10;
const runs = 15;
const warmUp = 2;

export async function benchReviewStart(): Promise<{ rows: BenchRow[] }> {
  const repo = await tempRepo();
  try {
    await writeChanges(repo);
    const ours: number[] = [];
    const reference: number[] = [];
    for (let i = 0; i < warmUp + runs; i++) {
      const review = await timeOf([shipped('dist/engine/cli.js'), 'review', '--repo', repo.dir], 1);
      const nothing = await timeOf(['-e', '0'], 0);
      if (i < warmUp) continue;
      ours.push(review);
      reference.push(nothing);
    }
    const [a, b] = [median(ours), median(reference)];
    return {
      rows: [
        {
          what: `5-file review, CLI start to report (median of ${runs})`,
          ours: `${Math.round(a)} ms`,
          reference: `${Math.round(b)} ms (node -e 0)`,
          ratio: a / b,
          target: `≤ ${targetRatio}`,
          ok: a / b <= targetRatio,
        },
      ],
    };
  } finally {
    await repo.dispose();
  }
}

/** Four TypeScript files and a Python one of some 80 lines, each with a changed function in which something is wrong. */
async function writeChanges(repo: TempRepo): Promise<void> {
  const names = ['cart', 'orders', 'stock', 'mail'];
  const before = Object.fromEntries(names.map((name) => [`src/${name}.ts`, typescript(name, 'return total;')]));
  await repo.commit('before', { ...before, 'service/report.py': python('return total') });
  for (const name of names) await repo.write(`src/${name}.ts`, typescript(name, 'console.log(total);\n  return total;'));
  await repo.write('service/report.py', python('try:\n        return total\n    except:\n        pass'));
}

function typescript(name: string, end: string): string {
  const parts = Array.from({ length: 12 }, (_, i) => {
    const last = i === 6 ? end : 'return total;';
    return `export function ${name}${i}(items: { price: number; count: number }[]): number {\n  let total = 0;\n  for (const item of items) total += item.price * item.count;\n  ${last}\n}\n`;
  });
  return parts.join('\n');
}

function python(end: string): string {
  const parts = Array.from({ length: 12 }, (_, i) => {
    const last = i === 6 ? end : 'return total';
    return `def report${i}(items):\n    total = 0\n    for item in items:\n        total += item["price"]\n    ${last}\n`;
  });
  return parts.join('\n\n');
}

/** Milliseconds from spawning Node to its end. Rejects when it ends with another code than expected. */
function timeOf(args: string[], expected: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === expected) resolve(performance.now() - began);
      else reject(new Error(`node ${args.join(' ')} ended with ${code}: ${stderr}`));
    });
  });
}
