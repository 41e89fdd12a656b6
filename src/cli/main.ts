#!/usr/bin/env node
/** The entry point of `reverie`. */
import * as nodeModule from 'node:module';
import { setFlagsFromString } from 'node:v8';

// before anything else is imported, so that everything else is cached (Node >= 22.1)
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();

// V8 of Node 20 optimizes the grammars' WebAssembly so early that a short review ends before that pays; newer ones wait seven times as long.
// A function that is really hot still gets there in some 50 ms.
setFlagsFromString('--wasm-tiering-budget=50000000');

const { runProcess } = await import('./run-process.js');
await runProcess(new URL('../..', import.meta.url));
