/** The sample project of the demo: a small shop, a week of commits, and what its people think of the findings. */
import type { Finding } from '../../core/review/finding.js';
import type { DismissReason } from '../../core/transcript/ledger-event.js';

export type SampleStep = { day: string; message: string; files: Record<string, string> };

/** In two pieces, so that no scanner takes this file for a leak. */
const sampleKey = ['AKIA', 'Z7Q4M2XN5RTC3WPL'].join('');
const samplePassword = ['b0at', 'Harbour-77!q'].join('');

/** What is there before the story begins: nothing to find. */
export const beginning: SampleStep = {
  day: 'Sunday',
  message: 'A shop for paper boats',
  files: {
    'README.md':
      '# Paper Boat\n\nA small shop. `src/` runs it, `jobs/` run at night and tell us what they did, `service/` is the back office.\n',
    'package.json': '{ "name": "paper-boat", "version": "1.0.0", "type": "module", "private": true }\n',
    'src/cart.ts': `export type Item = { sku: string; price: number; count: number };

export class Cart {
  readonly items: Item[] = [];

  add(item: Item): void {
    this.items.push(item);
  }

  total(): number {
    return this.items.reduce((sum, item) => sum + item.price * item.count, 0);
  }
}
`,
    'src/store.ts': `import { readFile, writeFile } from 'node:fs/promises';

export async function load(name: string): Promise<unknown> {
  return JSON.parse(await readFile('data/' + name + '.json', 'utf8'));
}

export async function save(name: string, value: unknown): Promise<void> {
  await writeFile('data/' + name + '.json', JSON.stringify(value));
}
`,
    'service/stock.py': `"""Counts what is in stock."""


def in_stock(rows, sku):
    return sum(row["count"] for row in rows if row["sku"] == sku)
`,
  },
};

/** Four days of work; every commit is reviewed, and every finding answered. */
export const week: SampleStep[] = [
  {
    day: 'Monday',
    message: 'Import products from the supplier',
    files: {
      'jobs/import-products.ts': `import { load, save } from '../src/store.js';

const products = (await load('supplier')) as { sku: string; price: number }[];
console.log('read ' + products.length + ' products');

const valid = products.filter((product) => product.price > 0);
console.log('kept ' + valid.length + ' with a price');

await save('products', valid);
console.log('saved the products');
console.log('done');
`,
      'src/supplier.ts': `import { load } from './store.js';

export async function supplierPrice(sku: string): Promise<number | undefined> {
  try {
    const prices = (await load('supplier-prices')) as Record<string, number>;
    return prices[sku];
  } catch (error) {
  }
}
`,
    },
  },
  {
    day: 'Tuesday',
    message: 'Take orders and confirm them by mail',
    files: {
      'jobs/send-test-mail.ts': `import { load } from '../src/store.js';

const order = (await load('order-1')) as { id: string; mail: string };
console.log('order ' + order.id);
console.log('would send to ' + order.mail);
console.log('nothing was sent');
`,
      'src/orders.ts': `import type { Cart } from './cart.js';
import { save } from './store.js';

export async function order(cart: Cart, mail: string): Promise<string> {
  const id = 'o-' + Date.now();
  console.log('ORDER', mail, cart.items);
  await save(id, { id, mail, items: cart.items });
  return id;
}

export function isReady(order: { items: unknown[]; total: number }): boolean {
  return order.items.length > 0 && order.total !== NaN;
}
`,
      'service/mail.py': `"""Sends the mails of the shop."""


def confirm(order, sent=[]):
    sent.append(order["id"])
    return "Your order " + order["id"] + " is on its way"
`,
    },
  },
  {
    day: 'Wednesday',
    message: 'Clean up every night',
    files: {
      'jobs/clean-up.ts': `import { readdir, rm } from 'node:fs/promises';

const files = await readdir('data/tmp');
console.log(files.length + ' files in data/tmp');
for (const file of files) {
  console.log('removing ' + file);
  await rm('data/tmp/' + file);
}
console.log('removed them all');
console.log('clean');
`,
      'src/discount.ts': `/** Rules such as "total > 50 ? 5 : 0", written by the marketing people. */
export function discount(rule: string, total: number): number {
  return eval(rule.replaceAll('total', String(total))) as number;
}
`,
      'service/stock.py': `"""Counts what is in stock."""
import subprocess


def in_stock(rows, sku):
    return sum(row["count"] for row in rows if row["sku"] == sku)


def export_stock(folder):
    subprocess.run("tar czf stock.tgz " + folder, shell=True)


def read_count(text):
    try:
        return int(text)
    except:
        return 0
`,
    },
  },
  {
    day: 'Thursday',
    message: 'Keep prices in cents',
    files: {
      'jobs/migrate-prices.ts': `import { load, save } from '../src/store.js';

const before = (await load('products')) as { sku: string; price: number }[];
console.log('migrating ' + before.length + ' prices');
const after = before.map((product) => ({ ...product, price: Math.round(product.price * 100) }));
console.log('first one: ' + before[0]?.price + ' -> ' + after[0]?.price);
await save('products', after);
console.log('saved');
console.log('check the shop now');
`,
      'src/pay.ts': `export async function pay(card: string, cents: number): Promise<boolean> {
  try {
    const answer = await fetch('https://pay.example.com/charge', { method: 'POST', body: JSON.stringify({ card, cents }) });
    return answer.ok;
  } catch {
  }
  return false;
}
`,
      'service/report.py': `"""Writes the report of the day."""


def report(orders, lines=[]):
    for order in orders:
        lines.append(order["id"])
    return lines
`,
    },
  },
];

/** New work that is not committed: more of the same chatter, and real mistakes, one of them of the same rule as the chatter. */
export const friday: SampleStep = {
  day: 'Friday',
  message: '(not committed)',
  files: {
    'jobs/back-up.ts': `import { cp } from 'node:fs/promises';

const target = 'backup/' + new Date().toISOString().slice(0, 10);
console.log('backing up to ' + target);
await cp('data', target, { recursive: true });
console.log('copied data');
console.log('keep it somewhere safe');
`,
    'jobs/list-orders.ts': `import { readdir } from 'node:fs/promises';

const orders = (await readdir('data')).filter((file) => file.startsWith('o-'));
console.log(orders.length + ' orders');
console.log(orders.join('\\n'));
`,
    'src/checkout.ts': `import type { Cart } from './cart.js';
import { order } from './orders.js';
import { pay } from './pay.js';

export async function checkout(cart: Cart, card: string, mail: string): Promise<string> {
  console.log('paying with', card);
  try {
    await pay(card, cart.total());
  } catch (error) {
  }
  return order(cart, mail);
}
`,
    'src/upload.ts': `const accessKeyId = '${sampleKey}';
const password = '${samplePassword}';

export const credentials = { accessKeyId, password };
`,
    'service/invoice.py': `"""Writes invoices."""


def invoice(order, notes=[]):
    notes.append("thank you")
    return {"id": order["id"], "notes": notes}
`,
  },
};

export type SampleVerdict = { verdict: 'accept' } | { verdict: 'dismiss'; reason: DismissReason; note: string };

/** The people of the shop: their jobs talk to them on purpose; everything else they are told, they want to know. */
export function opinion(finding: Finding, chatter: (finding: Finding) => boolean): SampleVerdict {
  return chatter(finding) ? { verdict: 'dismiss', reason: 'intended', note: 'our jobs report on the console' } : { verdict: 'accept' };
}
