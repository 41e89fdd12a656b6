// Loads and activates the built extension once, with an editor that answers everything, and prints the milliseconds it took.
//   node activate-once.cjs <extension.cjs>
const Module = require('node:module');
const path = require('node:path');
const { readFileSync } = require('node:fs');

/** Can be called, constructed, extended and iterated; every property is another one of its kind. */
function anything() {
  const known = new Map();
  return new Proxy(function () {}, {
    get(target, name) {
      if (name === 'then') return undefined;
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

const vscode = anything();
const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'vscode' ? vscode : load.call(this, request, ...rest);
};

const file = path.resolve(process.argv[2]);
const packageJSON = JSON.parse(readFileSync(path.join(path.dirname(file), '../package.json'), 'utf8'));
const context = new Proxy(anything(), {
  get(target, name) {
    if (name === 'subscriptions') return subscriptions;
    if (name === 'extension') return { packageJSON };
    return target[name];
  },
});
const subscriptions = [];

const began = performance.now();
require(file).activate(context);
const took = performance.now() - began;
console.log(JSON.stringify({ ms: took, subscriptions: subscriptions.length }));
process.exit(0);
