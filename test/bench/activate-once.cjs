// Loads and activates the built extension once, with an editor that answers everything, and prints the milliseconds it took.
//   node activate-once.cjs <extension.cjs>
const Module = require('node:module');
const path = require('node:path');
const { readFileSync } = require('node:fs');

const file = path.resolve(process.argv[2]);
const root = path.dirname(path.dirname(file));

/** Can be called, constructed, extended and iterated; every property is another one of its kind. */
function anything() {
  const known = new Map();
  return new Proxy(function () {}, {
    get(target, name) {
      if (name === 'then') return undefined;
      if (name === 'fsPath') return root;
      if (name === Symbol.toPrimitive) return () => '';
      if (name === Symbol.iterator) return [][Symbol.iterator];
      if (name === 'prototype') return target.prototype;
      if (!known.has(name)) known.set(name, anything());
      return known.get(name);
    },
    set: () => true,
    apply: () => anything(),
    construct: () => anything(),
  });
}

// bundlers copy a module's own names, so they have to be there
const api = readFileSync(require.resolve('@types/vscode/index.d.ts'), 'utf8');
const names = [...api.matchAll(/^\texport (?:abstract )?(?:class|namespace|enum|function|const) (\w+)/gm)].map(([, name]) => name);
const vscode = Object.fromEntries(names.map((name) => [name, anything()]));
const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'vscode' ? vscode : load.call(this, request, ...rest);
};

const packageJSON = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const context = new Proxy(anything(), {
  get(target, name) {
    if (name === 'subscriptions') return subscriptions;
    if (name === 'extension') return { packageJSON };
    if (name === 'asAbsolutePath') return (relative) => path.join(root, relative);
    if (name === 'extensionPath') return root;
    return target[name];
  },
});
const subscriptions = [];

// an extension host has Node's own modules loaded long before
for (const [, name] of readFileSync(file, 'utf8').matchAll(/require\("(node:[^"]+)"\)/g)) require(name);

const began = performance.now();
require(file).activate(context);
const took = performance.now() - began;
console.log(JSON.stringify({ ms: took, subscriptions: subscriptions.length }));
process.exit(0);
