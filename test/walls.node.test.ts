import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
// The documentation's messages are code that a test imports.
const folders = ['docs/.vitepress/messages', 'examples', 'scripts', 'src', 'test', 'types'];
const parts = [...folders, '.dependency-cruiser.mjs', '.gitignore', 'biome.json', 'package.json'];
const configurations = (await readdir(root)).filter((name) => /^tsconfig.*\.json$/.test(name));

/** A file that imports a module. */
const importing = (module: string) => `import * as planted from '${module}';\nexport { planted };\n`;

const withoutNode =
  'The library (src without src/jobs) runs in a page as in Node: it imports no module of Node.';
const copyable = 'A program in examples/ can be copied into an empty project';
const lossesLookDown = "The library's losses imports of the rest of the library only what lies below";

/** What no file may do, each in a file of its own that does it, and a part of the sentence that refuses it. */
const planted = {
  'src/losses/planted-node.ts': { code: importing('node:fs'), sentence: withoutNode },
  // A folder is assembly by being one of the three, not by its name.
  'src/losses/assembly/planted-node.ts': { code: importing('node:fs'), sentence: withoutNode },
  'src/accelerate/assembly/planted-node.ts': { code: importing('node:fs'), sentence: withoutNode },
  'src/jobs/data/assembly/planted-node.ts': {
    code: importing('node:fs'),
    sentence: 'they import no module of Node.',
  },
  'src/losses/planted-package.ts': {
    code: importing('commander'),
    sentence: 'The library imports no package but @tensorflow/tfjs-core and @tensorflow/tfjs-layers.',
  },
  'src/losses/planted-accelerate-name.ts': { code: importing('mbib/accelerate'), sentence: lossesLookDown },
  'src/losses/planted-training-name.ts': { code: importing('mbib/training'), sentence: lossesLookDown },
  'src/losses/planted-own-name.ts': { code: importing('mbib'), sentence: lossesLookDown },
  'src/losses/planted-jobs-name.ts': {
    code: importing('mbib/jobs'),
    sentence: 'The library (src without src/jobs) imports nothing of src/jobs.',
  },
  'src/jobs/nets/planted-accelerate-name.ts': {
    code: importing('mbib/accelerate'),
    sentence: 'only a program decides that, so nothing else of src imports it.',
  },
  'src/jobs/log/planted-library-name.ts': {
    code: importing('mbib'),
    sentence: 'imports nothing of the library either.',
  },
  'src/jobs/loop/planted-library.ts': {
    code: importing('../../losses/mbib-loss'),
    sentence: "src/jobs imports the library as its users do ('mbib', 'mbib/training')",
  },
  'src/jobs/loop/planted-script.ts': {
    code: importing('../../../scripts/size'),
    sentence: 'src imports no script, no configuration and nothing of types/.',
  },
  'src/jobs/loop/planted-test.ts': {
    code: importing('../../../test/support/close'),
    sentence: 'Nothing imports the tests.',
  },
  'src/jobs/loop/planted-example.ts': {
    code: importing('../../../examples/quickstart'),
    sentence: 'Nothing imports the examples, besides their tests.',
  },
  'src/jobs/planted-room/planted.ts': {
    code: 'export const planted = true;\n',
    sentence: 'src/jobs has index.ts, node.ts and these rooms',
  },
  'src/jobs/planted.ts': {
    code: 'export const planted = true;\n',
    sentence: 'src/jobs has index.ts, node.ts and these rooms',
  },
  'src/planted-room/planted.ts': {
    code: 'export const planted = true;\n',
    sentence: 'The library has these rooms and files',
  },
  'src/jobs/log/planted-package.ts': {
    code: importing('@tensorflow/tfjs-core'),
    sentence: 'src/jobs/log runs in a page: it imports no package.',
  },
  'src/jobs/data/planted-package.ts': {
    code: importing('tar-stream'),
    sentence: 'src/jobs/data runs in a page: it imports no package but',
  },
  'src/jobs/nets/planted-package.ts': {
    code: importing('sharp'),
    sentence: 'src/jobs/nets runs in a page: it imports no package but',
  },
  'src/jobs/loop/planted-package.ts': {
    code: importing('commander'),
    sentence: 'src/jobs/loop runs in a page: it imports no package but',
  },
  'src/jobs/classifier/planted-package.ts': {
    code: importing('sharp'),
    sentence: 'src/jobs/classifier runs in a page: it imports no package but',
  },
  'src/jobs/classifier/planted-loop.ts': {
    code: importing('../loop/train-epoch'),
    sentence:
      'src/jobs/classifier imports of the other rooms of src/jobs only those below it: nets, data, log.',
  },
  'src/jobs/experiment/planted-package.ts': {
    code: importing('esbuild'),
    sentence: 'src/jobs/experiment runs in a page: it imports no package.',
  },
  'src/jobs/report/planted-package.ts': {
    code: importing('esbuild'),
    sentence: 'src/jobs/report runs in a page: it imports no package but @observablehq/plot.',
  },
  'examples/playground/src/app/planted-package.ts': {
    code: importing('tar-stream'),
    sentence: 'examples/playground runs in a page: it imports no package but',
  },
  'examples/playground/src/app/planted-node.ts': {
    code: importing('node:fs'),
    sentence: 'The playground runs in a browser: it imports no module of Node.',
  },
  'examples/playground/planted-node.ts': {
    code: importing('node:fs'),
    sentence: 'The playground runs in a browser: it imports no module of Node.',
  },
  'examples/playground/src/state/planted-room.ts': {
    code: importing('../views/Views'),
    sentence: "The playground's state imports no other room of it.",
  },
  'examples/playground/src/views/planted-room.ts': {
    code: importing('../runs/RunList'),
    sentence: "The playground's views imports of its other rooms only those below it: parts, state.",
  },
  'examples/playground/src/planted.ts': {
    code: 'export const planted = 1;\n',
    sentence: 'The playground has main.tsx and these rooms',
  },
  'examples/playground/src/app/planted-source.ts': {
    code: importing('../../../../src/losses/mbib-loss'),
    sentence: "The playground imports 'mbib…', npm packages and its own files, no file of src.",
  },
  'examples/planted-source.ts': { code: importing('../src/losses/mbib-loss'), sentence: copyable },
  'examples/planted-source.mts': { code: importing('../src/losses/mbib-loss'), sentence: copyable },
  'examples/planted-neighbour.ts': { code: importing('./quickstart'), sentence: copyable },
  'examples/tools/planted-source.ts': { code: importing('../../src/losses/mbib-loss'), sentence: copyable },
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

const neutral = ['log', 'data', 'nets', 'loop', 'classifier', 'experiment', 'report'].map(
  (name) => `src/jobs/${name}`,
);
const needNode = ['files', 'photos', 'backend', 'run', 'command'].map((name) => `src/jobs/${name}`);

/**
 * Every room of src, and what it may import of the others by path. It is written down here a second time, so that a
 * direction changes in both places or not at all.
 */
const mayImport: Record<string, string[]> = {
  'src/checks.ts': [],
  'src/hexadecimal.ts': [],
  'src/joined-bytes.ts': [],
  'src/options.ts': [],
  'src/random-bits.ts': [],
  'src/shared-memory.ts': [],
  'src/simd-sizes.ts': [],
  'src/class-counts.ts': [],
  'src/loss-defaults.ts': [],
  'src/half-floats.ts': [],
  'src/losses': ['src/checks.ts', 'src/class-counts.ts', 'src/half-floats.ts'],
  'src/metrics': ['src/checks.ts'],
  'src/heads': ['src/checks.ts', 'src/half-floats.ts', 'src/losses'],
  'src/training': ['src/checks.ts', 'src/half-floats.ts'],
  'src/accelerate': ['src/checks.ts'],
  'src/baselines': [
    'src/checks.ts',
    'src/class-counts.ts',
    'src/half-floats.ts',
    'src/losses',
    'src/training',
  ],
  'src/index.ts': ['src/losses', 'src/metrics', 'src/heads'],
  'src/jobs/log': [],
  'src/jobs/data': ['src/checks.ts'],
  'src/jobs/nets': ['src/checks.ts', 'src/jobs/data', 'src/jobs/log'],
  'src/jobs/loop': ['src/checks.ts', 'src/jobs/nets', 'src/jobs/data', 'src/jobs/log'],
  'src/jobs/classifier': ['src/checks.ts', 'src/jobs/nets', 'src/jobs/data', 'src/jobs/log'],
  'src/jobs/experiment': ['src/checks.ts', 'src/jobs/data', 'src/jobs/log'],
  'src/jobs/report': ['src/checks.ts', 'src/jobs/experiment', 'src/jobs/log'],
  'src/jobs/files': ['src/checks.ts', ...neutral],
  'src/jobs/photos': ['src/checks.ts', ...neutral, 'src/jobs/files'],
  'src/jobs/backend': ['src/checks.ts', 'src/jobs/files'],
  'src/jobs/run': ['src/checks.ts', ...neutral, 'src/jobs/photos', 'src/jobs/files', 'src/jobs/backend'],
  'src/jobs/command': ['src/checks.ts', ...neutral, ...needNode],
  'src/jobs/index.ts': neutral,
  'src/jobs/node.ts': [...neutral, ...needNode],
};

const isFile = (room: string) => room.endsWith('.ts');
const folderRooms = Object.keys(mayImport).filter((room) => !isFile(room));
const fileTargets = [
  'src/checks.ts',
  'src/class-counts.ts',
  'src/half-floats.ts',
  'src/index.ts',
  'src/jobs/index.ts',
  'src/jobs/node.ts',
];

/** The file of a room that imports every other room, and the one that they import. */
const importer = (room: string) => (isFile(room) ? room : `${room}/planted-importer.ts`);
const imported = (room: string) => (isFile(room) ? room : `${room}/planted-imported.ts`);

/** The rooms that a room is made to import. A room that is a file imports folders only: files would make circles. */
const triedBy = (room: string) =>
  [...folderRooms, ...(isFile(room) ? [] : fileTargets)].filter((other) => other !== room);

/** The statements with which a room imports all others. */
function importsOfAll(room: string): string {
  const lines = triedBy(room).map((other, index) => {
    const path = posix.relative(posix.dirname(importer(room)), imported(other)).replace(/\.ts$/, '');
    return `export * as planted${index} from '${path.startsWith('.') ? path : `./${path}`}';\n`;
  });
  return lines.join('');
}

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
    const files = new Map<string, string>(Object.entries(helpers));
    for (const [file, { code }] of Object.entries(planted)) files.set(file, code);
    for (const room of folderRooms) {
      files.set(imported(room), 'export const planted = true;\n');
      files.set(importer(room), importsOfAll(room));
    }
    const fileRooms = Object.keys(mayImport).filter(isFile);
    for (const [file, code] of files) {
      await mkdir(join(copy, dirname(file)), { recursive: true });
      await writeFile(join(copy, file), code);
    }
    for (const room of fileRooms) await appendFile(join(copy, room), importsOfAll(room));
    said = await refusal('npm', 'run', 'walls');
    for (const file of files.keys()) await rm(join(copy, file));
    for (const room of fileRooms) await cp(join(root, room), join(copy, room));
  });

  test.each(Object.entries(planted))('refuses %s with a sentence', (file, { sentence }) => {
    const refusals = said.split(/\n +error /).map((text) => text.replaceAll(/\s+/g, ' '));
    const ofFile = refusals.filter((text) => text.includes(`: ${file} `));
    expect(ofFile.join('\n')).toContain(sentence);
  });

  test.each(Object.entries(mayImport))('lets %s import %j of the rooms', (room, allowed) => {
    const refused = triedBy(room).filter((other) =>
      said.includes(`: ${importer(room)} → ${imported(other)}\n`),
    );
    expect(refused).toEqual(triedBy(room).filter((other) => !allowed.includes(other)));
  });

  test('refuses nothing else', () => {
    const errors = said.split('\n').filter((line) => /^ +error /.test(line));
    expect(errors.filter((line) => !line.includes('planted'))).toEqual([]);
  });

  test('is tried on every room that there is', async () => {
    const entries = await readdir(join(root, 'src'), { withFileTypes: true });
    const inJobs = await readdir(join(root, 'src/jobs'), { withFileTypes: true });
    const found = [...entries, ...inJobs].map((entry) =>
      posix.join(entry.parentPath, entry.name).slice(root.length),
    );
    expect(Object.keys(mayImport).sort()).toEqual(found.filter((path) => path !== 'src/jobs').sort());
  });
});

test.each(['document', 'window', 'globalThis'])(
  'npm run lint refuses the global %s in report',
  async (name) => {
    const file = 'src/jobs/report/planted.ts';
    await writeFile(join(copy, file), `export const planted = ${name};\n`);
    const said = await refusal('npx', 'biome', 'lint', file);
    await rm(join(copy, file));
    expect(said).toContain('src/jobs/report is given its document or an element of it');
  },
);

const noDocument = {
  code: 'export const planted = document.title;\n',
  sentence: "Cannot find name 'document'",
};
const noProcess = { code: 'export const planted = process.env;\n', sentence: "Cannot find name 'process'" };

test.each([
  {
    configuration: 'tsconfig.library.json',
    files: {
      'src/losses/planted-document.ts': noDocument,
      'src/losses/planted-process.ts': noProcess,
      'src/losses/assembly/planted.ts': noDocument,
    },
  },
  {
    configuration: 'tsconfig.neutral.json',
    files: {
      'src/jobs/data/planted.ts': noDocument,
      'src/jobs/log/assembly/planted.ts': noDocument,
      'src/jobs/log/planted.ts': noProcess,
    },
  },
  {
    configuration: 'tsconfig.page.json',
    files: { 'src/jobs/report/planted.ts': noProcess, 'examples/playground/src/planted.ts': noProcess },
  },
])('the types of $configuration refuse what is not there', async ({ configuration, files }) => {
  for (const [file, { code }] of Object.entries(files)) {
    await mkdir(join(copy, dirname(file)), { recursive: true });
    await writeFile(join(copy, file), code);
  }
  const alone = ['--incremental', 'false', '--tsBuildInfoFile', 'null'];
  const said = await refusal('npx', 'tsc', '-p', configuration, '--pretty', 'false', ...alone);
  for (const file of Object.keys(files)) await rm(join(copy, file));
  const lines = said.trim().split('\n');
  for (const [file, { sentence }] of Object.entries(files)) {
    expect(lines.find((line) => line.startsWith(`${file}(1,24): error`))).toContain(sentence);
  }
  expect(lines).toHaveLength(Object.keys(files).length);
});
