/** Observations: what people and outcomes said of findings, folded from the ledger so that each finding speaks once. */
import { codeShape } from '../analysis/code-shape.js';
import type { DismissReason, Speaker, Subject } from '../transcript/ledger-event.js';
import type { LedgerLine } from '../transcript/transcript-store.js';

/** Where an event stands, as evidence cites it; `quote` is an exact part of its line. */
export type EventPointer = { source: string; file: string; seq: number; hash: string; quote: string };

/** In descending authority. `model` stands for automation and agents too: it never teaches alone. */
export type Authority = 'person' | 'outcome' | 'model';

/** What is known today of one finding. */
export type Observation = {
  /** ISO 8601: when the deciding event was written. */
  at: string;
  fingerprint: string;
  /** `rejected` by an outcome means that the flagged code was edited nearby and the finding survived: weak. */
  verdict: 'accepted' | 'rejected';
  authority: Authority;
  /** Only for a dismissal. */
  reason?: DismissReason;
  subject: Subject;
  /** The code shape of its quote, once it was worked out: see `shapeOf`. */
  shape?: string;
  /** Its line; `citeEvent` adds what it says. */
  cite: Omit<EventPointer, 'quote'>;
  /** Lessons that a person did not let hold this finding back. */
  overruled: string[];
};

/** Dismissals that say nothing about the rule: the remark was right, only not needed. */
const neutralReasons: ReadonlySet<string> = new Set(['already-handled', 'duplicate']);

/** True for the events that can teach: what the marks of a dream count. */
export function teaches({ event }: LedgerLine): boolean {
  // what is merely absent says nothing
  if (event.type === 'outcome') return event.outcome !== 'absent';
  return event.type === 'verdict' || event.type === 'withdrawn' || event.type === 'overruled';
}

/** What one authority said last; without `observation` it was neutral. `order` counts the lines. */
export type Said = { order: number; observation?: Observation };
/** What each authority said last of one fingerprint, and the lines that spoke of it, as `<source>/<file>#<seq>`. */
export type Voices = { person?: Said; outcome?: Said; model?: Said; cites: string[] };

/**
 * One observation for each fingerprint: the last word of the highest authority, in the order of those words.
 * `withdrawn` takes back what the same or a lower authority had said. A contest and a neutral dismissal leave no observation.
 */
export function observe(lines: LedgerLine[]): Observation[] {
  const voices = new Map<string, Voices>();
  for (const [order, line] of lines.entries()) hear(voices, line, order);
  return observationsIn(voices);
}

/** In the order of the words that decide. */
export function observationsIn(voices: ReadonlyMap<string, Voices>): Observation[] {
  const said: Required<Said>[] = [];
  for (const of of voices.values()) {
    const last = lastOf(of);
    if (last?.observation) said.push({ order: last.order, observation: last.observation });
  }
  return said.sort((a, b) => a.order - b.order).map((s) => s.observation);
}

/** The last word of the highest authority; undefined when it was neutral, or taken back. */
export function spokenOf(voices: Voices | undefined): Observation | undefined {
  return voices && lastOf(voices)?.observation;
}

function lastOf({ person, outcome, model }: Voices): Said | undefined {
  return person ?? outcome ?? model;
}

/** Takes one more line in; lines come in the order of their time, with a growing `order`. */
export function hear(voices: Map<string, Voices>, line: LedgerLine, order: number): void {
  const { event } = line;
  if (teaches(line) && 'fingerprint' in event) voicesOf(voices, event.fingerprint).cites.push(lineKey(line));
  switch (event.type) {
    case 'verdict': {
      const of = voicesOf(voices, event.fingerprint);
      const speaker = authorityOf(event.by);
      const { verdict, reason } = event;
      const neutral = verdict === 'contest' || (verdict === 'dismiss' && reason !== undefined && neutralReasons.has(reason));
      const before = of[speaker]?.observation;
      const accepted = verdict === 'accept';
      of[speaker] = neutral
        ? { order }
        : {
            order,
            observation: {
              ...saidOf(line, event),
              verdict: accepted ? 'accepted' : 'rejected',
              authority: speaker,
              ...(verdict === 'dismiss' && { reason: reason ?? 'other' }),
              overruled: accepted ? (before?.overruled ?? []) : [],
            },
          };
      return;
    }
    case 'overruled': {
      if (event.by !== 'person') return;
      const of = voicesOf(voices, event.fingerprint);
      const before = of.person?.observation?.overruled ?? [];
      of.person = {
        order,
        observation: {
          ...saidOf(line, event),
          verdict: 'accepted',
          authority: 'person',
          overruled: [...new Set([...before, event.lesson])],
        },
      };
      return;
    }
    case 'outcome': {
      // a branch switch or a revert takes back nothing of what was seen before
      if (event.outcome === 'absent') return;
      const of = voicesOf(voices, event.fingerprint);
      const verdict = event.outcome === 'fixed' ? 'accepted' : event.outcome === 'survived' ? 'rejected' : undefined;
      of.outcome = {
        order,
        ...(verdict && { observation: { ...saidOf(line, event), verdict, authority: 'outcome', overruled: [] } }),
      };
      return;
    }
    case 'withdrawn': {
      const of = voicesOf(voices, event.fingerprint);
      delete of.model;
      if (event.by === 'person') delete of.person;
      return;
    }
    case 'opened':
    case 'proposal-decided':
    case 'tombstone':
    // an answer informs a person; what they say then is what teaches
    case 'rechecked':
      return;
  }
}

function voicesOf(voices: Map<string, Voices>, fingerprint: string): Voices {
  let of = voices.get(fingerprint);
  if (!of) voices.set(fingerprint, (of = { cites: [] }));
  return of;
}

/** Where a line stands, as one word. */
export function lineKey({ source, file, event }: Pick<LedgerLine, 'source' | 'file' | 'event'>): string {
  return `${source.id}/${file}#${event.seq}`;
}

function authorityOf(by: Speaker): 'person' | 'model' {
  return by === 'person' ? 'person' : 'model';
}

type SaidOf = Pick<Observation, 'at' | 'fingerprint' | 'subject' | 'cite'>;

/** What an observation has from its line alone. */
function saidOf(
  { event, source, file, hash }: LedgerLine,
  { at, fingerprint, subject }: Pick<SaidOf, 'at' | 'fingerprint' | 'subject'>,
): SaidOf {
  return { at, fingerprint, subject, cite: { source: source.id, file, seq: event.seq, hash } };
}

/** Undefined without a quote. */
export function shapeOf({ shape, subject: { quote } }: Observation): string | undefined {
  return shape ?? (quote === undefined ? undefined : codeShape(quote));
}
