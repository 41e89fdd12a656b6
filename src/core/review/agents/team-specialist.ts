/** A team's own specialist, `.reverie/specialists/<name>.md`: YAML front matter (`about`, `paths`), then its focus as prose. */
import { parse } from 'yaml';
import * as z from 'zod';
import { builtInSpecialists, type Specialist } from './specialist.js';

const FrontMatter = z.strictObject({
  about: z.string().min(3).max(300),
  paths: z.array(z.string().max(300)).min(1).max(50).optional(),
});

/** A prompt longer than this many characters is no focus any more. */
const longestFocus = 8_000;

/** Names that stand for other agents in transcripts and reports. */
const roles: ReadonlySet<string> = new Set(['reviewer', 'lead', 'verifier', 'grader', 'reviser', 'reflector', 'refiner']);

export type ReadSpecialist = { state: 'ok'; specialist: Specialist } | { state: 'broken'; reason: string };

/** Its name is the file's. It may not take that of a built-in one. */
export function readTeamSpecialist(file: string, text: string): ReadSpecialist {
  const broken = (reason: string): ReadSpecialist => ({ state: 'broken', reason });
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.md$/i, '');
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) || name.length > 40) return broken('its name is not lower-case words joined by -');
  if (builtInSpecialists.some((s) => s.name === name) || roles.has(name)) return broken(`there is a specialist ${name} already`);
  const match = /^\uFEFF?---\r?\n([^]*?)\r?\n---\r?\n?([^]*)$/.exec(text);
  if (!match) return broken('it has no front matter: begin with ---, about: what it looks for, ---');
  let data: unknown;
  try {
    data = parse(match[1]!, { maxAliasCount: 0 });
  } catch (error) {
    return broken(error instanceof Error ? error.message.split('\n')[0]! : String(error));
  }
  const front = FrontMatter.safeParse(data);
  if (!front.success) {
    const [issue] = front.error.issues;
    return broken(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}`.replace(/^: /, ''));
  }
  const focus = match[2]!.trim();
  if (focus.length < 20) return broken('it says nothing about what to look for');
  if (focus.length > longestFocus) return broken(`its text has more than ${longestFocus} characters`);
  const { about, paths } = front.data;
  return { state: 'ok', specialist: { name, about, focus: `${focus}\n`, file, ...(paths && { paths }) } };
}
