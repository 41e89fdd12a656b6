#!/usr/bin/env node
/** The entry point of `reverie`. */
import * as nodeModule from 'node:module';

// before anything else is imported, so that everything else is cached (Node >= 22.1)
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();

const { runProcess } = await import('./run-process.js');
await runProcess(new URL('../..', import.meta.url));
