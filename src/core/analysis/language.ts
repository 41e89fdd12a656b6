/** The languages whose syntax is understood. A new language is one row here and its grammar among the assets. */

type Row = { endings: readonly string[]; aliases: readonly string[]; expandoChar?: string };

export type Language = keyof typeof table;

/** How a language is named by a path's ending and by a rule's author. */
const table = {
  javascript: { endings: ['.js', '.mjs', '.cjs', '.jsx'], aliases: ['js', 'jsx'] },
  typescript: { endings: ['.ts', '.mts', '.cts'], aliases: ['ts'] },
  tsx: { endings: ['.tsx'], aliases: [] },
  // `$` is no part of a Python name: patterns are parsed with another sign in its place
  python: { endings: ['.py', '.pyi'], aliases: ['py', 'python3'], expandoChar: 'µ' },
  go: { endings: ['.go'], aliases: ['golang'], expandoChar: 'µ' },
  java: { endings: ['.java'], aliases: [] },
  rust: { endings: ['.rs'], aliases: ['rs'], expandoChar: 'µ' },
  csharp: { endings: ['.cs', '.csx'], aliases: ['cs', 'c#'], expandoChar: 'µ' },
  // one grammar for C and C++: a header does not tell which it is
  cpp: { endings: ['.c', '.h', '.cc', '.cpp', '.cxx', '.hh', '.hpp', '.hxx'], aliases: ['c', 'c++', 'cc'], expandoChar: '𐀀' },
  ruby: { endings: ['.rb', '.rake', '.gemspec'], aliases: ['rb'], expandoChar: 'µ' },
  php: { endings: ['.php', '.phtml'], aliases: [], expandoChar: 'µ' },
  bash: { endings: ['.sh', '.bash'], aliases: ['sh', 'shell'] },
} as const satisfies Record<string, Row>;

export const languages = Object.keys(table) as Language[];

/** The language of a file, by its name alone; undefined when its syntax is not understood. */
export function languageOf(path: string): Language | undefined {
  const lower = path.toLowerCase();
  return languages.find((language) => table[language].endings.some((ending) => lower.endsWith(ending)));
}

/** A language by the name a rule gives it (`TypeScript`, `ts`, `py`); undefined when it is not understood. */
export function languageNamed(name: string): Language | undefined {
  const lower = name.toLowerCase();
  return languages.find((language) => language === lower || (table[language].aliases as readonly string[]).includes(lower));
}

/** The sign that stands for `$` inside patterns of this language. */
export function expandoChar(language: Language): string | undefined {
  const row: Row = table[language];
  return row.expandoChar;
}
