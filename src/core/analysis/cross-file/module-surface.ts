/** What a module shows to others and takes from them, as far as its text tells for certain. Lines are 1-based. */

export type Signature = {
  /** Names of the positional parameters; undefined for one that has a pattern instead of a name. */
  names: (string | undefined)[];
  /** How many a caller has to give; undefined where the language lets every one be left out. */
  required: number | undefined;
  /** Keyword-only parameters (Python), and those of them without a default. */
  keywords: string[];
  needed: string[];
  /** Takes any number of positional ones. */
  rest: boolean;
  /** Takes any keyword (Python). */
  anyKeyword: boolean;
};

export type ExportedName = { line: number; endLine: number; signature?: Signature };

/** `*` stands for the whole module, `default` for its default export. */
export type ImportedName = { name: string; local: string; line: number };

export type ImportEntry = {
  /** As written; of Python with its leading dots. */
  specifier: string;
  names: ImportedName[];
  line: number;
  endLine: number;
  /** It stands where a failure is expected (`try`): nothing can be said of it. */
  guarded: boolean;
  /** The module that imports shows these names on. */
  reExport: boolean;
};

export type ModuleSurface = {
  names: Map<string, ExportedName>;
  /** Modules whose every name is shown on. */
  stars: string[];
  imports: ImportEntry[];
  /** Why nothing can be said of the names that it shows. */
  opaque?: string;
};

/** Where an import leads. `wanted` are the paths of which one would have been it. */
export type Resolution = { state: 'file'; path: string } | { state: 'missing'; wanted: string[] } | { state: 'unknown' };

/** Nothing can be said of it at all. */
export function opaqueSurface(why: string): ModuleSurface {
  return { names: new Map(), stars: [], imports: [], opaque: why };
}
