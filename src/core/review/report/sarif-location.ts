/** Places in a repository as SARIF writes them: relative URIs below one root that is not named. */
import type { ArtifactLocation, Location, Region } from 'sarif';
import type { Finding } from '../finding.js';

/** Stands for the root of the repository. */
export const rootId = 'SRCROOT';

export function locationOf(path: string, region?: Region): Location {
  return { physicalLocation: { artifactLocation: artifactLocation(path), ...(region && { region }) } };
}

/** Each part of the path is escaped, so that `#`, `?`, `%` and `:` are parts of names. */
export function artifactLocation(path: string): ArtifactLocation {
  return { uri: path.split('/').map(escapePart).join('/'), uriBaseId: rootId };
}

/** A finding on removed lines has no region: its lines are those of a version that is gone. */
export function findingLocation({ anchor }: Finding): Location {
  const lined = anchor.state === 'exact' && anchor.side === 'new' && anchor.startLine >= 1;
  const region: Region | undefined = lined
    ? {
        startLine: anchor.startLine,
        ...(anchor.endLine >= anchor.startLine && { endLine: anchor.endLine }),
        snippet: { text: anchor.quote },
      }
    : undefined;
  const location = locationOf(anchor.path, region);
  return anchor.symbol === undefined ? location : { ...location, logicalLocations: [{ fullyQualifiedName: anchor.symbol }] };
}

function escapePart(part: string): string {
  // a half of a surrogate pair cannot be encoded
  const name = part.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  // a part of dots alone would be resolved away
  if (/^\.{1,2}$/.test(name)) return name.replaceAll('.', '%2E');
  return encodeURIComponent(name);
}
