/** Checks a contested finding again without a model: whether its code still stands, and whether the rule still says it there. */
import type { LineRange } from '../../changes/change-set.js';
import { placeAnchor } from '../../changes/place-anchor.js';
import type { Finding } from '../finding.js';
import type { Fires } from '../outcomes/follow-finding.js';
import type { Recheck } from './recheck.js';

/** The file as it is now: redacted lines without endings, or why it has none. */
export type PresentFile = { state: 'text'; lines: string[] } | { state: 'absent' } | { state: 'unreadable'; reason: string };

export type RecheckCodeInput = {
  finding: Finding;
  file: PresentFile;
  /** Asks the rules about a range of the present file. */
  fires: (range: LineRange) => Promise<Fires>;
};

/** `place` is where the flagged code stands now. */
export type CheckedCode = { recheck: Recheck; place?: LineRange };

export async function recheckCode({ finding, file, fires }: RecheckCodeInput): Promise<CheckedCode> {
  const { anchor, source, rule } = finding;
  const who = rule ?? source.name;
  const say = (answer: Recheck['answer'], by: Recheck['by'], reason: string, checked: string[]): Recheck => ({
    answer,
    by,
    reason,
    checked,
  });
  if (file.state === 'absent') {
    const looked = [`looked for ${anchor.path}`];
    if (anchor.side === 'old')
      return { recheck: say('unsure', 'place', `it is about removed code of ${anchor.path}, and the file is gone now`, looked) };
    return { recheck: say('gone', 'place', `${anchor.path} is not there any more`, looked) };
  }
  if (file.state === 'unreadable')
    return { recheck: say('unsure', 'place', `${anchor.path} cannot be read as text: ${file.reason}`, [`read ${anchor.path}`]) };
  const looked = [`looked for the quoted code in ${anchor.path} as it is now`];
  if (anchor.side === 'old')
    return { recheck: say('unsure', 'place', 'it is about code that the change removed: the code as it is now does not tell', looked) };
  if (anchor.quote === undefined)
    return { recheck: say('unsure', 'place', `it is about the whole of ${anchor.path}, which is still there`, looked) };
  const placed = placeAnchor(anchor, file.lines);
  if (placed.state === 'abstained') {
    if (placed.matches === 0) return { recheck: say('gone', 'place', `the quoted code is not in ${anchor.path} any more`, looked) };
    return { recheck: say('unsure', 'place', `its place cannot be told: ${placed.why}`, looked) };
  }
  const place = { startLine: placed.startLine, endLine: placed.endLine };
  const at = `${anchor.path}:${place.startLine}`;
  const asked = await fires(place);
  const checked = [...looked, ...(asked.state === 'unknown' ? [] : [`ran ${who} on it again`])];
  switch (asked.state) {
    case 'yes':
      return { recheck: say('holds', 'rules', `the code still stands at ${at}, and ${who} still says so`, checked), place };
    case 'no':
      return { recheck: say('refuted', 'rules', `the code still stands at ${at}, and ${who} no longer says so`, checked), place };
    case 'unknown':
      return {
        recheck: say(
          'unsure',
          'place',
          `the code still stands at ${at} as it was flagged; ${who} cannot be asked about one place again`,
          checked,
        ),
        place,
      };
  }
}
