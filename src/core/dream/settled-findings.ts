/** Findings on which a person has spoken and whose verdict is not looked at any more, by the start of their fingerprints: the newest of them. */

/** So much of a fingerprint tells it apart from so few others. */
const width = 12;
const mostKept = 20_000;

export type SettledFindings = {
  has(fingerprint: string): boolean;
  add(fingerprint: string): void;
  /** One after the other, the newest last; `settledFindings` reads it. */
  stored(): string;
};

/** Nearly every dream adds some and asks for none: they are told apart only when somebody asks. */
export function settledFindings(stored = ''): SettledFindings {
  let text = stored;
  let known: Set<string> | undefined;
  const startOf = (fingerprint: string): string => fingerprint.slice(0, width).padEnd(width);
  return {
    has(fingerprint) {
      if (!known) {
        known = new Set();
        for (let i = 0; i < text.length; i += width) known.add(text.slice(i, i + width));
      }
      return known.has(startOf(fingerprint));
    },
    add(fingerprint) {
      text += startOf(fingerprint);
      known?.add(startOf(fingerprint));
    },
    stored: () => text.slice(-mostKept * width),
  };
}
