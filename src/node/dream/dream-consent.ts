/** A person's word that dreams may use a model, in the repository's own folder: it counts for all windows and the CLI. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { DreamConsent } from '../../core/dream/with-model/model-dreams.js';
import { HumanError } from '../../core/human-error.js';
import { replaceFile } from '../ports/atomic-file.js';

const StoredConsent = z.object({
  allowedAt: z.string(),
  dayLimitUsd: z.number().nullable(),
  dayLimitTokens: z.number().nullable().default(null),
  by: z.literal('person'),
});

export type DreamConsentFile = {
  /** Undefined when there is none, or none that can be understood: then a person is asked. */
  read(): Promise<DreamConsent | undefined>;
  write(consent: DreamConsent): Promise<void>;
  remove(): Promise<void>;
};

/** `folder` is the repository's `reverieDir`. */
export function openDreamConsent(folder: string): DreamConsentFile {
  const file = path.join(folder, 'dream-consent.json');
  return {
    async read() {
      try {
        return StoredConsent.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
      } catch {
        // no consent that can be read is none
        return undefined;
      }
    },
    async write(consent) {
      try {
        await mkdir(folder, { recursive: true });
        await replaceFile(file, `${JSON.stringify(consent)}\n`);
      } catch (cause) {
        throw new HumanError(`Your consent cannot be kept in ${file}`, { next: 'Make that folder writable', cause });
      }
    },
    remove: () => rm(file, { force: true }),
  };
}
