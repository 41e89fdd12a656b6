/** What the driver says that it has done: a line is a promise that survives kill -9. */
export type Acknowledged =
  | { type: 'ready' }
  | { type: 'review'; id: string; findings: number }
  | { type: 'verdict'; fingerprint: string; verdict: string; at: string }
  | { type: 'dream'; id: string; state: string; after: string | null; reason?: string }
  | { type: 'error'; text: string };

/** The whole lines of the output; a last line without its end was never said. */
export function parseAcknowledged(stdout: string): Acknowledged[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Acknowledged);
}
