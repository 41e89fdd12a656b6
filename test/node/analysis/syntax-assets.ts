/** Where the unit tests' .wasm files are. */
import path from 'node:path';

export const assets = path.resolve('dist/assets');
