/** A SARIF report that an analyzer wrote into a file, read whole. */
import { readFile, stat } from 'node:fs/promises';
import { longestReport, type OutsideReport } from '../../../core/analysis/outside/outside-remark.js';
import { readSarif } from '../../../core/analysis/outside/read-sarif.js';
import { HumanError } from '../../../core/human-error.js';

/** `name` is what a person calls it; `roots` are the folders that its paths may lie in. Throws a HumanError for what cannot be read. */
export async function readSarifFile(file: string, { name, roots }: { name: string; roots: string[] }): Promise<OutsideReport> {
  const reading = readSarif(await readText(file, name), { roots });
  if (reading.state === 'refused') throw new HumanError(`${name} cannot be read as SARIF: ${reading.reason}`, { next: reading.next });
  return { origin: name, from: 'file', remarks: reading.remarks, tools: reading.tools, problems: reading.problems };
}

async function readText(file: string, name: string): Promise<string> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new HumanError(`${name} is a folder`, { next: 'Name the SARIF files in it' });
    if (found.size > longestReport) {
      throw new HumanError(`${name} has more than ${longestReport / 1_000_000} MB`, {
        next: 'Let the analyzer report on less, or split its report',
      });
    }
    const bytes = await readFile(file);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b)
      throw new HumanError(`${name} is compressed`, { next: `Unpack it first: gunzip -k ${name}` });
    return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
  } catch (cause) {
    if (cause instanceof HumanError) throw cause;
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : cause instanceof Error ? cause.message : String(cause);
    throw new HumanError(`${name} cannot be read: ${reason}`, {
      next: 'Check the path; let the analyzer write the file before the review',
      cause,
    });
  }
}
