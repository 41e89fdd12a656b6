/** A program: the least that a review of the last commit can do, to compare the two versions and to read them. Argument: the repository. */
import { spawn } from 'node:child_process';

const [dir] = process.argv.slice(2) as [string];

const [diff, raw] = await Promise.all([
  git(['diff', '-U0', 'HEAD~1', 'HEAD']),
  git(['diff', '--raw', '-z', '--no-renames', '--abbrev=40', 'HEAD~1', 'HEAD']),
]);
const ids = [...raw.toString('utf8').matchAll(/:\d+ \d+ ([0-9a-f]{40}) ([0-9a-f]{40})/g)].flatMap(([, before, after]) => [before!, after!]);
const read = await git(['cat-file', '--batch'], ids.filter((id) => !/^0+$/.test(id)).join('\n'));
console.log(diff.length + read.toString('utf8').length);

function git(args: string[], input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: dir, stdio: ['pipe', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', () => resolve(Buffer.concat(chunks)));
    child.stdin.end(`${input}\n`);
  });
}
