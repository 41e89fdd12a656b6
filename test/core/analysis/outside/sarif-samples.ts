/** SARIF as real analyzers write it, cut down to what tells them apart. */

export const root = '/home/me/shop';

export type Json = Record<string, unknown>;

/** A log with one run. */
export function sarif(run: Json): string {
  return JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
}

/** A run of one analyzer with results of the shape `{ ruleId, line }`, on `src/a.ts`. */
export function simple(results: Json[], tool = 'lint'): string {
  return sarif({ tool: { driver: { name: tool } }, results });
}

export function result(more: Json = {}): Json {
  return { ruleId: 'r1', message: { text: 'Something is wrong here.' }, locations: [at('src/a.ts', { startLine: 2 })], ...more };
}

export function at(uri: string, region?: Json, location: Json = {}): Json {
  return { physicalLocation: { artifactLocation: { uri, ...location }, ...(region && { region }) } };
}

export const codeql = sarif({
  tool: {
    driver: { name: 'CodeQL', rules: [] },
    extensions: [
      {
        name: 'codeql/javascript-queries',
        rules: [
          {
            id: 'js/reflected-xss',
            shortDescription: { text: 'Reflected cross-site scripting' },
            fullDescription: { text: 'Writing user input directly to a page allows cross-site scripting.' },
            defaultConfiguration: { level: 'error' },
            properties: {
              tags: ['security', 'external/cwe/cwe-079', 'external/cwe/cwe-116'],
              precision: 'high',
              'security-severity': '7.8',
            },
          },
        ],
      },
    ],
  },
  artifacts: [{ location: { uri: 'src/server.js', uriBaseId: '%SRCROOT%', index: 0 } }],
  columnKind: 'utf16CodeUnits',
  results: [
    {
      ruleId: 'js/reflected-xss',
      rule: { id: 'js/reflected-xss', index: 0, toolComponent: { index: 0 } },
      message: { text: 'Cross-site scripting vulnerability due to a [user-provided value](1).' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'src/server.js', uriBaseId: '%SRCROOT%', index: 0 },
            region: { startLine: 8, startColumn: 12, endColumn: 30 },
          },
        },
      ],
      partialFingerprints: { primaryLocationLineHash: '39fa2ee980eb94b0:1', primaryLocationStartColumnFingerprint: '4' },
      relatedLocations: [
        {
          id: 1,
          physicalLocation: { artifactLocation: { uri: 'src/server.js' }, region: { startLine: 7 } },
          message: { text: 'user-provided value' },
        },
      ],
    },
  ],
});

export const semgrep = sarif({
  tool: {
    driver: {
      name: 'Semgrep OSS',
      semanticVersion: '1.90.0',
      rules: [
        {
          id: 'python.lang.security.audit.exec-detected',
          defaultConfiguration: { level: 'warning' },
          fullDescription: { text: 'Detected the use of exec().' },
          properties: {
            precision: 'very-high',
            tags: [
              "CWE-95: Improper Neutralization of Directives in Dynamically Evaluated Code ('Eval Injection')",
              'MEDIUM CONFIDENCE',
              'OWASP-A03:2021 - Injection',
              'security',
            ],
          },
        },
      ],
    },
  },
  results: [
    {
      ruleId: 'python.lang.security.audit.exec-detected',
      fingerprints: { 'matchBasedId/v1': 'requires login' },
      message: { text: 'Detected the use of exec(). exec() can be dangerous if used to evaluate dynamic content.' },
      locations: [
        at(
          'tools/run.py',
          { startLine: 3, startColumn: 1, endLine: 3, endColumn: 11, snippet: { text: 'requires login' } },
          { uriBaseId: '%SRCROOT%' },
        ),
      ],
      properties: {},
    },
  ],
});

export const eslint = sarif({
  tool: {
    driver: {
      name: 'ESLint',
      informationUri: 'https://eslint.org',
      rules: [{ id: 'no-debugger', shortDescription: { text: 'Disallow the use of `debugger`' }, properties: { category: '' } }],
      version: '9.0.0',
    },
  },
  artifacts: [{ location: { uri: 'file:///home/me/shop/src/a%20b.js' } }],
  results: [
    {
      level: 'error',
      message: { text: "Unexpected 'debugger' statement." },
      locations: [at('file:///home/me/shop/src/a%20b.js', { startLine: 2, startColumn: 1, endLine: 2, endColumn: 10 }, { index: 0 })],
      ruleId: 'no-debugger',
      ruleIndex: 0,
    },
    {
      level: 'warning',
      message: { text: 'Unexpected console statement.' },
      locations: [at('file:///home/me/shop/src/a%20b.js', { startLine: 3 }, { index: 0 })],
      ruleId: 'no-console',
      suppressions: [{ kind: 'inSource', justification: 'prints for people' }],
    },
  ],
});

export const roslyn = sarif({
  tool: {
    driver: {
      name: 'Microsoft (R) Visual C# Compiler',
      rules: [
        {
          id: 'CA2000',
          shortDescription: { text: 'Dispose objects before losing scope' },
          defaultConfiguration: { level: 'note' },
          properties: { category: 'Reliability', tags: ['PortedFromFxCop', 'Telemetry'] },
        },
      ],
    },
  },
  invocations: [
    {
      executionSuccessful: true,
      ruleConfigurationOverrides: [{ descriptor: { id: 'CA2000', index: 0 }, configuration: { level: 'error' } }],
    },
  ],
  columnKind: 'utf16CodeUnits',
  results: [
    {
      ruleId: 'CA2000',
      ruleIndex: 0,
      message: { text: "Call System.IDisposable.Dispose on object created by 'new Stream()' before all references to it are out of scope" },
      locations: [at('file:///C:/work/shop/src/Shop/Order.cs', { startLine: 4, startColumn: 20, endLine: 4, endColumn: 32 })],
    },
  ],
});

export const gosec = sarif({
  taxonomies: [{ name: 'CWE', taxa: [{ id: '338', shortDescription: { text: 'Weak PRNG' } }] }],
  tool: {
    driver: {
      name: 'gosec',
      supportedTaxonomies: [{ name: 'CWE' }],
      rules: [
        {
          id: 'G404',
          name: 'Use of weak random number generator',
          defaultConfiguration: { level: 'error' },
          relationships: [{ target: { id: '338', toolComponent: { name: 'CWE' } }, kinds: ['superset'] }],
          properties: { tags: ['security', 'HIGH'], precision: 'medium' },
        },
      ],
    },
  },
  results: [
    {
      ruleId: 'G404',
      ruleIndex: 0,
      level: 'error',
      message: { text: '[test] Use of weak random number generator (math/rand instead of crypto/rand)' },
      locations: [
        at('main.go', {
          startLine: 12,
          startColumn: 7,
          endLine: 12,
          endColumn: 7,
          sourceLanguage: 'go',
          snippet: { text: 'rand.Intn(10)' },
        }),
      ],
    },
  ],
});
