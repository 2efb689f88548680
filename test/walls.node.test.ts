import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const parts = ['examples', 'scripts', 'src', 'test', 'types', '.dependency-cruiser.mjs', 'package.json'];
const configurations = (await readdir(root)).filter((name) => /^tsconfig.*\.json$/.test(name));

/** What no file may do, each in a file of its own that does it, and a part of the sentence that refuses it. */
const planted = {
  'src/losses/planted-node.ts': {
    code: "import { readFileSync } from 'node:fs';\nexport const planted = readFileSync;\n",
    sentence: 'The library (src without src/jobs) runs in a page as in Node: it imports no module of Node.',
  },
  'examples/planted-source.ts': {
    code: "import { mbibLoss } from '../src/losses/mbib-loss';\nexport const planted = mbibLoss;\n",
    sentence: 'A program in examples/ can be copied into an empty project',
  },
  'examples/playground/src/planted-node.ts': {
    code: "import { readFileSync } from 'node:fs';\nexport const planted = readFileSync;\n",
    sentence: 'The playground runs in a browser: it imports no module of Node.',
  },
  'src/jobs/log/planted-up.ts': {
    code: "import { groupOf } from '../report/group-of';\nexport const planted = groupOf;\n",
    sentence: 'src/jobs/log imports no other room of src/jobs.',
  },
  'src/jobs/loop/planted-library.ts': {
    code: "import { mbibLoss } from '../../losses/mbib-loss';\nexport const planted = mbibLoss;\n",
    sentence: "src/jobs imports the library as its users do ('mbib', 'mbib/training', 'mbib/accelerate')",
  },
  'src/losses/planted-first.ts': {
    code: "import { second } from './planted-second';\nexport const first = () => second;\n",
    sentence: 'Files import each other in one direction',
  },
};

/** The other half of the circle. */
const helpers = {
  'src/losses/planted-second.ts':
    "import { first } from './planted-first';\nexport const second = () => first;\n",
};

let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'mbib-walls-'));
  for (const part of [...parts, ...configurations]) {
    await cp(join(root, part), join(copy, part), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rm(copy, { recursive: true, force: true }));

/** What a step of `npm run check` says of the copy; fails where it finds nothing to refuse. */
function refusal(command: string, ...words: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, words, { cwd: copy, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error) resolve(stdout + stderr);
      else reject(new Error(`${words.join(' ')} refuses nothing`));
    });
  });
}

describe('npm run walls', () => {
  let said: string;

  beforeAll(async () => {
    const codes = Object.entries(planted).map(([file, { code }]) => [file, code] as const);
    const files = [...codes, ...Object.entries(helpers)];
    for (const [file, code] of files) await writeFile(join(copy, file), code);
    said = await refusal('npm', 'run', 'walls');
    for (const [file] of files) await rm(join(copy, file));
  });

  test.each(Object.entries(planted))('refuses %s with a sentence', (file, { sentence }) => {
    const refusals = said.split(/\n +error /).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(refusals.find((text) => text.includes(`: ${file} →`))).toContain(sentence);
  });

  test('refuses nothing else', () => {
    const errors = said.split('\n').filter((line) => /^ +error /.test(line));
    expect(errors.filter((line) => !line.includes('planted'))).toEqual([]);
  });
});

test.each([
  ['tsconfig.library.json', 'src/losses/planted.ts', 'document.title', "Cannot find name 'document'"],
  ['tsconfig.library.json', 'src/losses/planted.ts', 'process.env', "Cannot find name 'process'"],
  ['tsconfig.neutral.json', 'src/jobs/log/planted.ts', 'process.env', "Cannot find name 'process'"],
  ['tsconfig.page.json', 'src/jobs/report/planted.ts', 'process.env', "Cannot find name 'process'"],
])('the types of %s refuse %s, which uses %s', async (configuration, file, expression, sentence) => {
  await writeFile(join(copy, file), `export const planted = ${expression};\n`);
  const alone = ['--incremental', 'false', '--tsBuildInfoFile', 'null'];
  const said = await refusal('npx', 'tsc', '-p', configuration, ...alone);
  await rm(join(copy, file));
  expect(said.trim().split('\n')).toHaveLength(1);
  expect(said).toContain(`${file}(1,24): error`);
  expect(said).toContain(sentence);
});
