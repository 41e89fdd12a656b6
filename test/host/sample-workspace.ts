/**
 * The small repository that the tests, the pictures and `npm run vscode` open: a clean history, and uncommitted changes with real
 * mistakes. Three of them are of one kind in one folder, where this team means them; one is a secret.
 */
import { tempRepo, type TempRepo } from '../support/git-repo.js';

const clean = {
  'package.json': '{\n  "name": "orders",\n  "type": "module"\n}\n',
  'src/jobs/mail.ts': `import { send, type Mail } from '../mail.js';

export async function deliver(mail: Mail): Promise<void> {
  await send(mail);
}
`,
  'src/jobs/cache.ts': `import { cache } from '../cache.js';

export function warm(keys: string[]): void {
  for (const key of keys) cache.load(key);
}
`,
  'src/jobs/queue.ts': `import { queue } from '../queue.js';

export function drain(): void {
  while (queue.size > 0) queue.next();
}
`,
  'src/orders/total.ts': `export type Line = { price: number; count: number };

export function total(lines: Line[]): number {
  return lines.reduce((sum, line) => sum + line.price * line.count, 0);
}
`,
  'tools/report.py': `def rows(orders):
    return [[order.id, order.total] for order in orders]
`,
};

const changed = {
  'src/jobs/mail.ts': `import { send, type Mail } from '../mail.js';

export async function deliver(mail: Mail): Promise<void> {
  try {
    await send(mail);
  } catch {}
}
`,
  'src/jobs/cache.ts': `import { cache } from '../cache.js';

export function warm(keys: string[]): void {
  for (const key of keys) {
    try {
      cache.load(key);
    } catch {}
  }
}
`,
  'src/jobs/queue.ts': `import { queue } from '../queue.js';

export function drain(): void {
  while (queue.size > 0) {
    try {
      queue.next();
    } catch {}
  }
}
`,
  'src/orders/total.ts': `export type Line = { price: number; count: number };

export function total(lines: Line[]): number {
  const sum = lines.reduce((sum, line) => sum + line.price * line.count, 0);
  if (sum === NaN) throw new Error('an order without prices');
  return sum;
}

export function discount(rule: string, sum: number): number {
  return eval(rule) * sum;
}
`,
  'tools/report.py': `def rows(orders, seen=[]):
    seen.extend(order.id for order in orders)
    return [[order.id, order.total] for order in orders]
`,
};

/** A change in the same folder with a mistake of the kind that was dismissed, made after the first review. */
export const later = {
  path: 'src/jobs/clean-up.ts',
  text: `import { files } from '../files.js';

export function cleanUp(): void {
  try {
    files.removeOld();
  } catch {}
}
`,
};

export async function makeSampleWorkspace(): Promise<TempRepo> {
  const repo = await tempRepo(clean);
  for (const [path, text] of Object.entries(changed)) await repo.write(path, text);
  return repo;
}
