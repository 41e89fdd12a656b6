/** Runs the integration tests inside the extension host: VS Code calls `run()` of this module. */
import { format } from 'node:util';

/** What the runner in Node passes in `REVERIE_HOST_TESTS`: the bundled tests, and what marks the lines of the report. */
type Order = { files: string[]; mark: string };

/** Resolves when all tests passed, rejects otherwise; the report goes to the console of the extension host. */
export async function run(): Promise<void> {
  const order = JSON.parse(process.env['REVERIE_HOST_TESTS'] ?? '') as Order;
  process.setSourceMapsEnabled(true);
  const { default: Mocha } = await import('mocha');
  const base = Mocha.reporters.Base as unknown as { consoleLog: (...args: unknown[]) => void };
  base.consoleLog = (...args) => {
    for (const line of format(...args).split('\n')) console.log(order.mark + line);
  };
  const mocha = new Mocha({ timeout: 60_000, slow: 5000, reporter: 'spec', color: false });
  for (const file of order.files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} integration tests failed`);
}
