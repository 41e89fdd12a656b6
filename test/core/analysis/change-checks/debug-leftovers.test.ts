import assert from 'node:assert/strict';
import { findingsOf } from './check-change.js';

const found = async (path: string, line: string): Promise<string[]> =>
  (await findingsOf([{ path, before: 'x\n', after: `x\n${line}\n` }])).map((finding) => finding.split(' ')[0]!);

describe('what is left from debugging', () => {
  const leftovers: [path: string, line: string][] = [
    ['a.py', 'import pdb'],
    ['a.py', '    embed()'],
    ['a.go', '\tspew.Dump(user)'],
    ['a.go', '\tfmt.Println("here", x)'],
    ['a.go', '\truntime.Breakpoint()'],
    ['A.java', '    System.out.println("here");'],
    ['a.cs', '    Debugger.Break();'],
    ['a.cpp', '    __debugbreak();'],
  ];
  for (const [path, line] of leftovers) {
    it(`is told: ${line.trim()}`, async () => assert.deepEqual(await found(path, line), ['change/debug-leftover']));
  }

  const printed: [path: string, line: string][] = [
    ['a.ts', 'console.log(password);'],
    ['a.ts', "console.log('signed in', user.password);"],
    ['a.ts', 'logger.info(`token ${accessToken}`);'],
    ['a.py', 'print(f"key {api_key}")'],
    ['a.py', 'logger.debug("key %s", self.api_key)'],
    ['a.go', 'fmt.Println(clientSecret)'],
    ['a.rb', 'puts password'],
    ['a.sh', 'echo "$password"'],
    ['A.java', 'System.out.println("p " + password);'],
  ];
  for (const [path, line] of printed) {
    it(`is told as printed: ${line.trim()}`, async () =>
      assert.deepEqual(await found(path, line), path === 'a.sh' ? [] : ['change/printed-secret']));
  }

  const quiet: [path: string, line: string][] = [
    ['a.ts', "console.log('Enter your password');"],
    ['a.ts', 'console.log(password.length, typeof token);'],
    ['a.ts', "console.log(password ? 'set' : 'missing');"],
    ['a.ts', 'const catalog = passwordRules;'],
    ['a.py', 'logger.info("the api_key is missing")'],
    ['a.go', '\tfmt.Println("done")'],
    ['a.go', '// spew.Dump(user)'],
    ['a.rs', '// dbg!(x)'],
    ['tests/a.rs', '    dbg!(x);'],
    ['a.md', 'dbg!(x)'],
  ];
  for (const [path, line] of quiet) it(`is no matter: ${path} ${line.trim()}`, async () => assert.deepEqual(await found(path, line), []));
});
