/** The lines that lessons cite outlive their files: `<source>/cited/<file>`, one JSON object a line, each checked by its hash. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Evidence } from '../../core/memory/lesson.js';
import type { Hasher } from '../../core/ports.js';
import { replaceFile } from '../ports/atomic-file.js';
import { makeFolder } from '../transcript/folders.js';

export const citedFolder = 'cited';

/** `hash` is the SHA-256 of `line`, as evidence cites it. */
export type CitedLine = { seq: number; hash: string; line: string };

/** The cited lines of a file by its source and name: `<source>\0<file>` → sequence numbers. */
export function citations(evidence: Iterable<Evidence>): Map<string, Set<number>> {
  const cited = new Map<string, Set<number>>();
  for (const one of evidence) {
    if (one.type !== 'event') continue;
    const key = `${one.source}\0${one.file}`;
    cited.set(key, (cited.get(key) ?? new Set()).add(one.seq));
  }
  return cited;
}

/** Keeps lines of `file` (relative to the source's folder), durably, besides those that are kept already. */
export async function keepLines(source: string, file: string, lines: readonly CitedLine[]): Promise<void> {
  const target = path.join(source, citedFolder, file);
  const before = await readCitedLines(source, file);
  const all = new Map([...before, ...lines].map((line) => [line.seq, line]));
  await makeFolder(path.dirname(target));
  await replaceFile(target, [...all.values()].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** None when nothing is kept of the file. A line that cannot be read counts as changed. */
export async function readCitedLines(source: string, file: string): Promise<CitedLine[]> {
  const text = await readFile(path.join(source, citedFolder, file), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw cause;
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseLine);
}

function parseLine(text: string): CitedLine {
  try {
    const { seq, hash, line } = JSON.parse(text) as Partial<CitedLine>;
    if (typeof seq === 'number' && typeof hash === 'string' && typeof line === 'string') return { seq, hash, line };
  } catch {
    // as below
  }
  return { seq: -1, hash: '', line: text };
}

/** The kept files of a source whose lines are not what was cited. */
export async function changedCitations(source: string, hash: Pick<Hasher, 'sha256'>): Promise<string[]> {
  const folder = path.join(source, citedFolder);
  const names = await readdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw cause;
  });
  const changed: string[] = [];
  for (const name of names.filter((n) => n.endsWith('.jsonl')).sort()) {
    const lines = await readCitedLines(source, name.replaceAll(path.sep, '/'));
    if (lines.some((line) => hash.sha256(line.line) !== line.hash)) changed.push(path.join(folder, name));
  }
  return changed;
}
