/** Code that helped while writing: breakpoints and dumps where no rule over a syntax tree looks for them, and secrets that are printed. */
import { languageOf, type Language } from '../language.js';
import { isTestPath } from '../test-path.js';
import type { CheckDescription, CheckRemark, TextCheck } from './change-check.js';
import { newlyMatched } from './newly-matched.js';

const leftover: CheckDescription = {
  id: 'change/debug-leftover',
  title: 'A help for debugging is left in',
  why: 'It stops the program, or prints what only its author wanted to see. Remove it before this is merged.',
  severity: 'medium',
  category: 'maintainability',
  confidence: 0.8,
};

const printed: CheckDescription = {
  id: 'change/printed-secret',
  title: 'A secret is printed or logged',
  why: 'Logs are kept, copied and read by many more people than the secret is meant for. Leave the value out, or print only whether it is there.',
  severity: 'medium',
  category: 'security',
  confidence: 0.7,
  cwe: ['CWE-532'],
};

/** JavaScript, TypeScript, PHP, Ruby and Rust have rules of their own. */
const leftovers: Partial<Record<Language, RegExp>> = {
  python:
    /^\s*(?:(?:pdb|ipdb)\.(?:pm|post_mortem|runcall)\(|(?:IPython\.)?embed\(\s*\)\s*$|code\.interact\(|import (?:i?pdb|pudb)\b|from (?:i?pdb|pudb) import set_trace)/,
  go: /^\s*(?:spew\.(?:Dump|Printf?)\(|runtime\.Breakpoint\(\)|fmt\.Print(?:ln|f)\(\s*"(?:[^"\w]*)(?:here|debug|test|xxx+|todo)\b[^"]{0,20}"\s*[,)])/i,
  java: /^\s*(?:Thread\.dumpStack\(\)|System\.out\.println\(\s*"(?:[^"\w]*)(?:here|debug|test|xxx+)\b[^"]{0,20}"\s*[+)])/i,
  csharp:
    /^\s*(?:System\.Diagnostics\.)?Debugger\.(?:Break|Launch)\(\)\s*;|^\s*Console\.WriteLine\(\s*"(?:[^"\w]*)(?:here|debug|test|xxx+)\b[^"]{0,20}"\s*[+)]/i,
  cpp: /^\s*(?:__debugbreak\(\)|DebugBreak\(\)|__asm__?\s*(?:volatile\s*)?\(\s*"int\s*\$?3"|raise\(SIGTRAP\))/,
};

const outputs =
  /(?:\bconsole\.(?:log|info|debug|warn|error)|\b(?:log|logger|logging|LOG|Log|_logger|slog)\.(?:trace|debug|info|warn|warning|error|print(?:ln|f)?|Print(?:ln|f)?|Info|Debug|Warn|Error|LogInformation|LogDebug)|\bprint(?:ln|f)?!?|\bputs|\bfmt\.(?:Print|Fprint)(?:ln|f)?|\bSystem\.(?:out|err)\.print(?:ln|f)?|\bConsole\.Write(?:Line)?|\becho|\berror_log|\bvar_dump|\bprint_r)\s*[( ]/;
/** A variable that holds a secret by its name; what is asked of it (its length, its type) is none. */
const secretName =
  /(?:^|[^\w"'`])(?:[A-Za-z_$][\w$]*[._])?[$@]?[A-Za-z]*(?:[pP]assword|PASSWORD|[pP]asswd|[pP]assphrase|[cC]lientSecret|client_secret|CLIENT_SECRET|[sS]ecretKey|secret_key|SECRET_KEY|[aA]piKey|api_key|API_KEY|[aA]ccessToken|access_token|ACCESS_TOKEN|[aA]uthToken|auth_token|AUTH_TOKEN|[pP]rivateKey|private_key|PRIVATE_KEY)(?![\w$]|\s*(?:\?\.|\.|\(|\[|=|!|:|\?|&&|\|\|))/;

export const debugLeftovers: TextCheck = {
  about: [leftover, printed],
  looksAt: (path) => languageOf(path) !== undefined && !isTestPath(path),
  async remarks(input) {
    const language = languageOf(input.path)!;
    const expression = leftovers[language];
    const remarks: CheckRemark[] = [];
    if (expression) {
      for (const line of await newlyMatched(input, (text) => expression.test(text) && !isComment(text)))
        remarks.push(remark(leftover, line));
    }
    if (/pass(?:word|wd|phrase)|secret|api_?key|token|private_?key/i.test(input.text)) {
      for (const line of await newlyMatched(input, (text) => printsSecret(text))) remarks.push(remark(printed, line));
    }
    return remarks;
  },
};

function remark(check: CheckDescription, line: number): CheckRemark {
  return { check, place: { startLine: line, endLine: line } };
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|#|\*|\/\*|--)/.test(line);
}

function printsSecret(line: string): boolean {
  const output = outputs.exec(line);
  if (!output || isComment(line)) return false;
  return secretName.test(code(line.slice(output.index + output[0].length)));
}

/** What is no text in quotes; of a text with places for values, the values. */
function code(line: string): string {
  return line.replaceAll(/[bruf]{0,2}(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)/gi, (text) => {
    const values = /^f/i.test(text) ? text.matchAll(/\{([^{}]*)\}/g) : text.startsWith("'") ? [] : text.matchAll(/[$#]\{([^{}]*)\}/g);
    return ` ${[...values].map((m) => m[1]).join(' ')} `;
  });
}
