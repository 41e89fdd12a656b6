/** Which file of the repo a SARIF artifact location means (SARIF 2.1.0, §3.4 and §3.14.14). */
import { isObject, type JsonObject, member, members, text, whole } from './json-access.js';
import { readAddress, type RepoPath, repoPaths } from './repo-paths.js';

export type FindFile = (location: JsonObject) => RepoPath;

/** `roots`: the absolute paths by which this machine knows the repo's root. */
export function sarifFiles(run: JsonObject, roots: string[]): FindFile {
  const bases = member(run, 'originalUriBaseIds');
  const here = repoPaths(roots);
  const resolve = repoPaths(roots, foreignRoots(run, bases));
  const artifacts = members(run, 'artifacts').map((artifact) => member(artifact, 'location'));
  const folders = new Map<string, string | undefined>();

  /** The folder a base stands for, from the repo's root; a base that is not on this machine is taken for the root. Undefined: outside. */
  const folderOf = (id: string, depth = 0): string | undefined => {
    if (folders.has(id)) return folders.get(id);
    const base = Object.hasOwn(bases, id) && isObject(bases[id]) ? bases[id] : {};
    const uri = text(base, 'uri') ?? '';
    const parent = text(base, 'uriBaseId');
    const address = readAddress(uri);
    let folder: string | undefined = '';
    if (address?.absolute) {
      const found = [here(uri), resolve(uri)].find((path) => path.state === 'inside');
      folder = found?.state === 'inside' ? found.path : isForeignTool(id) ? undefined : '';
    } else if (address && address.segments.length > 0) {
      const above = parent === undefined || depth > 8 ? '' : folderOf(parent, depth + 1);
      folder = above === undefined || address.segments.includes('..') ? undefined : [above, ...address.segments].filter(Boolean).join('/');
    } else if (parent !== undefined && depth <= 8) folder = folderOf(parent, depth + 1);
    folders.set(id, folder);
    return folder;
  };

  return (location) => {
    const index = whole(location, 'index');
    const at = text(location, 'uri') === undefined && index !== undefined ? (artifacts[index] ?? location) : location;
    const uri = text(at, 'uri');
    if (uri === undefined || uri === '') return { state: 'outside' };
    const base = text(at, 'uriBaseId');
    const folder = base === undefined ? '' : folderOf(base);
    return folder === undefined ? { state: 'outside' } : resolve(uri, folder);
  };
}

/** Folders of compilers and libraries, not of sources. */
function isForeignTool(id: string): boolean {
  return /HOME|SDK|STDLIB|SYSTEM|TOOL|TEMP|TMP|CACHE/i.test(id);
}

/** Absolute addresses that the report itself calls its checkout, the surest first. */
function foreignRoots(run: JsonObject, bases: JsonObject): string[] {
  const uriOf = (id: string): string | undefined => (isObject(bases[id]) ? text(bases[id], 'uri') : undefined);
  const ids = Object.keys(bases).filter((id) => !isForeignTool(id));
  const named = ids.filter((id) => /SRC|SOURCE|ROOT|REPO|PROJECT|CHECKOUT/i.test(id));
  const mapped = members(run, 'versionControlProvenance').map((provenance) => {
    const to = member(provenance, 'mappedTo');
    return text(to, 'uri') ?? uriOf(text(to, 'uriBaseId') ?? '');
  });
  const working = members(run, 'invocations').map((invocation) => text(member(invocation, 'workingDirectory'), 'uri'));
  const all = [...named.map(uriOf), ...mapped, ...(ids.length === 1 ? ids.map(uriOf) : []), ...working];
  // one folder below the file system's root may hold many checkouts
  return all.filter((uri): uri is string => uri !== undefined && (readAddress(uri)?.segments.length ?? 0) >= 2);
}
