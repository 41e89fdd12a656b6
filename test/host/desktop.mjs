// @ts-check
/** The same integration tests in a desktop VS Code that `@vscode/test-electron` downloads, where npm carries no VS Code. */
import { runTests } from '@vscode/test-electron';

/**
 * @param {import('./vscode-host.mjs').HostOptions} order
 * @returns {Promise<number>} 0 when all passed
 */
export async function runOnDesktop({ folder, extensionDevelopmentPath = '', extensionTestsPath = '', env }) {
  console.log(`no VS Code from npm for ${process.platform} ${process.arch}: using a desktop VS Code`);
  return runTests({
    extensionDevelopmentPath,
    extensionTestsPath,
    extensionTestsEnv: env,
    launchArgs: [folder, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
  });
}
