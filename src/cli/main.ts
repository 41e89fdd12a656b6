#!/usr/bin/env node
/** The entry point of `reverie`. */
import * as nodeModule from 'node:module';
import { setFlagsFromString } from 'node:v8';

// before anything else is imported, so that everything else is cached (Node >= 22.1)
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();

// V8's optimizing compiler costs 70 MB on the largest grammars and gains nothing: over 2,000 files in ten languages it takes as much time to
// compile their WebAssembly as that then saves.
setFlagsFromString('--liftoff-only');

const { runProcess } = await import('./run-process.js');
await runProcess(new URL('../..', import.meta.url));
