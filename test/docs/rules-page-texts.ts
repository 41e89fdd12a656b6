/** What docs/rules.md says besides the rules. */

export function welcome({ rules, checks, secrets }: { rules: number; checks: number; secrets: number }): string {
  return `Reverie reviews without a model by ${rules} rules over syntax trees in ten languages, ${checks} checks of what a change does to files, and ${secrets} kinds of secrets.
All of them speak only of what a change introduces: a finding stands on an added line, and what the old version had already, moved, indented or reformatted, is not said again.

A rule that is wrong for you can be dismissed with a reason, finding by finding: dreams learn from that. One place is silenced by a comment \`reverie-ignore <rule>: reason\`, unless
the finding is one of security.`;
}

export const ownRules = `## Rules of your own

A team's rules are files \`.reverie/rules/*.yml\` (or \`.yaml\`; folders in it are not read). They are written as the built-in ones are, in
[ast-grep's rule language](https://ast-grep.github.io/reference/rule.html), one YAML document for each rule:

\`\`\`yaml
id: team/no-moment
language: [javascript, typescript, tsx]
severity: medium
category: maintainability
message: Use $LIB no more
note: date-fns is what the rest of the code uses.
rule:
  pattern: import $LIB from 'moment'
fix: import { format } from 'date-fns'
\`\`\`

| field | what it says |
| --- | --- |
| \`id\` | its name: lower-case words joined by \`-\` and \`/\`; not that of a built-in rule |
| \`language\` | one or several of \`javascript\`, \`typescript\`, \`tsx\`, \`python\`, \`go\`, \`java\`, \`rust\`, \`csharp\`, \`cpp\` (also C), \`ruby\`, \`php\`, \`bash\` |
| \`message\` | the title: one line, what is wrong; \`$NAME\` is what the pattern found |
| \`note\` | why it matters and what to do |
| \`severity\` | \`critical\`, \`high\`, \`medium\` (when nothing is said), \`low\`, \`info\`; ast-grep's \`error\`, \`warning\` and \`hint\` are understood |
| \`category\` | \`correctness\` (when nothing is said), \`security\`, \`concurrency\`, \`resources\`, \`error-handling\`, \`performance\`, \`api\`, \`tests\`, \`maintainability\` |
| \`cwe\` | \`CWE-<number>\`, one or several: the rule's findings are security findings then |
| \`confidence\` | from 0 to 1: the share of its findings that you expect to be right; 0.7 when nothing is said |
| \`rule\`, \`constraints\`, \`utils\` | ast-grep's own: what to look for |
| \`fix\` | what to write in the match's place, with the pattern's \`$NAMES\` |
| \`files\`, \`ignores\` | globs of the files it looks at, and of those it leaves out |
| \`tests\` | \`include\` (when nothing is said), \`skip\` or \`only\`: whether it looks at test files |
| \`literals\` | words of which one stands in every match; the engine derives them from patterns, and they make it fast |
| \`examples\` | \`match\` and \`noMatch\`: what it must and must not find. The built-in rules' examples are run as tests; yours are for your readers |

\`transform\` and \`rewriters\` are not read. Nor are aliases of YAML (\`*name\`).

**Patterns** are code with \`$NAMES\` in it. What stands alone only inside something else is understood all the same: \`fmt.Println($A)\` is a call in Go, \`foo($A)\` needs no \`<?php\` before
it. Where that does not help, say \`pattern: { context: …, selector: … }\`. A name in capitals behind a \`$\` is always a variable of the pattern: for PHP's \`$_GET\` or Bash's \`$HOME\` use \`kind\` with \`regex\`. In
C#, PHP and Go a block in which \`$$$\` stands alone may not be understood; say \`kind\` and \`has\` instead.

**Which files count.** A review of a branch, a commit or a range reads the rules from its base: a change can neither bring rules about itself nor take any away. Every other review,
of staged changes too, reads them from the work tree, committed or not. Symbolic links are not followed. At most 500 files of 64 KB each and 512 KB together are read.

**A broken rule** costs only itself. The review says which, with file and line, and goes on:

\`\`\`text
.reverie/rules/moment.yml:7: team/no-moment: typescript: Kind \`call\` is invalid
\`\`\``;
