/** Large binary files that a change brings into the history. */
import type { ChangedFile, Contents } from '../../changes/change-set.js';
import type { ChangeSetCheck, CheckDescription, FileRemark } from './change-check.js';

const large: CheckDescription = {
  id: 'change/large-binary',
  title: 'A large binary file is added',
  why: 'Git keeps every version of it for good, and everyone who clones the repository downloads them all. Keep it in Git LFS, in a release or in a package, or make it smaller.',
  severity: 'low',
  category: 'maintainability',
  confidence: 0.9,
};

/** From this size on, in bytes. */
const limit = 1_000_000;

/** Names of texts: a long one is no binary. */
const text =
  /\.(?:json|jsonl|ndjson|geojson|csv|tsv|txt|md|sql|xml|svg|html?|css|js|mjs|cjs|ts|map|ya?ml|po|log|lock|py|go|java|rs|c|cc|cpp|h|hpp|rb|php|cs|sh|ipynb|obj|dae|gltf|diff|patch|har|snap|tex|bib|ics|vcf|fasta|srt|vtt|eml|mbox|sarif)$/i;

export const largeBinaries: ChangeSetCheck = {
  about: [large],
  async remarks({ changes, contents }) {
    // a review of whole files adds nothing
    if (changes.scope.kind === 'files') return [];
    const remarks: FileRemark[] = [];
    for (const file of changes.files) {
      if (file.status !== 'added') continue;
      const oversized = file.skip?.startsWith('oversized: ') === true;
      if (!oversized && file.kind !== 'binary') continue;
      if (!/^(?:binary|oversized: .*)$/.test(file.skip ?? '') || (oversized && text.test(file.path))) continue;
      const bytes = await sizeOf(file, contents);
      if (bytes < limit) continue;
      remarks.push({
        file,
        check: large,
        place: { why: 'a binary file has no lines' },
        title: `A binary file of ${(bytes / 1_000_000).toFixed(1)} MB is added`,
      });
    }
    return remarks;
  },
};

/** 0 when nobody knows. */
async function sizeOf(file: ChangedFile, contents: Contents): Promise<number> {
  const content = await contents.read(file, 'new');
  return (content.state === 'binary' || content.state === 'oversized' ? content.bytes : undefined) ?? 0;
}
