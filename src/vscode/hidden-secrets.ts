/** What must not stand in the log: tokens and keys of well-known shapes, passwords in addresses, authorization headers. */

const shapes: [RegExp, string][] = [
  [/\b(sk-ant-|sk-|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|npm_|pypi-|hf_|AIza)[\w-]{10,}/g, '$1…'],
  [/\b(AKIA|ASIA)[A-Z0-9]{12,}/g, '$1…'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, 'eyJ…'],
  [/(\w+:\/\/)[^\s/@:]*:[^\s/@]+@/g, '$1…@'],
  [
    /\b((?:x-api-key|api[-_]?key|authorization|password|passwd|secret|token)["']?\s*[:=]\s*(?:bearer\s+|basic\s+)?["']?)[^\s"',;]{6,}/gi,
    '$1…',
  ],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '-----BEGIN PRIVATE KEY-----…'],
];

/** The same text without them. The engine's findings and transcripts are redacted by its own, finer rules before. */
export function hideSecrets(text: string): string {
  return shapes.reduce((hidden, [shape, stands]) => hidden.replace(shape, stands), text);
}
