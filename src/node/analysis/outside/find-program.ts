/** Which file a command's first word is: by path from the repo's root, or in the folders of `PATH`; never by luck in the current folder. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * The environment of an analyzer: the person's own, without keys of ours, what belongs to the editor's process alone, and folders of `PATH`
 * that are relative, which would be looked up in the repo.
 */
export function analyzerEnvironment(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(from)) {
    const upper = name.toUpperCase();
    if (/^(?:ANTHROPIC_|REVERIE_|VSCODE_|ELECTRON_|GIT_)/.test(upper)) continue;
    env[name] = upper === 'PATH' ? absoluteFolders(value).join(path.delimiter) : value;
  }
  return env;
}

/** Absolute path of the program, or why there is none. */
export async function findProgram(word: string, root: string, env: NodeJS.ProcessEnv): Promise<{ file: string } | { problem: string }> {
  const windows = process.platform === 'win32';
  const names = windows && path.extname(word) === '' ? [`${word}.exe`, `${word}.com`, `${word}.cmd`, `${word}.bat`] : [word];
  const folders = /[\\/]/.test(word) ? [root] : absoluteFolders(Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1]);
  for (const folder of folders) {
    for (const name of names) {
      const file = path.resolve(folder, name);
      if (!(await isProgram(file))) continue;
      // cmd.exe would read the names of changed files as commands
      if (windows && /\.(?:cmd|bat)$/i.test(file)) return { problem: `“${word}” is a batch file, which cannot be started without a shell` };
      return { file };
    }
  }
  return { problem: `“${word}” was not found` };
}

function absoluteFolders(value: string | undefined): string[] {
  return (value ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // this folder has none, the next may
  }
}
