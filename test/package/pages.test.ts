import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { photoFolder } from '../jobs/support/photo-folder';
import { pictureFolder } from '../jobs/support/picture-folder';
import { initialProject, npmInstall, repository, run } from './consumer';
import { fencedBlocks } from './markdown';

/** The programs of one page; the command is none, it imports the others. */
const pages = readdirSync(join(repository, 'examples')).filter(
  (name) => name.endsWith('.ts') && name !== 'mbib.ts',
);
const trained = /Last \(epoch 1(, validation)?\) +all \d/;

/** How each is run here, in its project's folder, and what it has to print. */
const runs: Record<string, (project: string) => Promise<void>> = {
  'quickstart.ts': async (project) => {
    expect(await page(project, 'quickstart.ts')).toMatch(/with more: \d\d\.\d %; all: \d\d\.\d %/);
  },
  'any-model.ts': async (project) => {
    expect(await page(project, 'any-model.ts')).toMatch(/LayersModel: \d\d\.\d % right/);
  },
  'digits.ts': async (project) => {
    expect(await page(project, 'digits.ts', '--method', 'mbib', '--epochs', '1')).toMatch(trained);
  },
  // The archive has 168 MB and an epoch of it takes minutes: the page's job gets a hundred images that are loaded already.
  'cifar100-lt.ts': async (project) => {
    expect(await page(project, 'cifar100-lt.ts', '--help')).toContain('Usage: cifar100-lt [options]');
    writeFileSync(join(project, 'small-cifar.ts'), smallCifar);
    expect(await page(project, 'small-cifar.ts')).toContain('epoch 1 of run');
  },
  'folder.ts': async (project) => {
    const words = ['--data', await pictureFolder({ cat: 8, dog: 5 }), '--cache', join(project, 'cache')];
    const small = ['--image-size', '32', '--epochs', '1', '--backend', 'wasm', '--z-width', '8'];
    expect(await page(project, 'folder.ts', ...words, ...small)).toMatch(trained);
  },
  'features.ts': async (project) => {
    const data = await pictureFolder({ cat: 8, dog: 5 });
    expect(await page(project, 'features.ts', 'compute', data, 'features.safetensors')).toContain(
      '13 pictures, 1280 features each',
    );
    expect(await page(project, 'features.ts', 'train', 'features.safetensors')).toMatch(/^all \d/m);
  },
  'imagenet-lt.ts': (project) => trainOnPhotographs(project, 'imagenet-lt.ts'),
  'inaturalist2018.ts': (project) => trainOnPhotographs(project, 'inaturalist2018.ts'),
};

const smallCifar = `
import { runJob } from 'mbib/jobs';
import { job } from './cifar100-lt';

const images = (count: number) => ({
  images: Uint8Array.from({ length: count * 32 * 32 * 3 }, (_, i) => (i * 7919) % 256),
  labels: Int32Array.from({ length: count }, (_, i) => i % 10),
  height: 32,
  width: 32,
  channels: 3,
  classes: 10,
  classNames: Array.from({ length: 10 }, (_, i) => \`class \${i}\`),
});
const data = { train: images(100), test: images(20) };
runJob(job, { data, imbalance: 10, epochs: 1, backend: 'wasm', out: 'run' }).then(({ path, last }) => {
  console.log(\`epoch \${last.epoch} of \${path}\`);
});
`;

const projects = new Map<string, Promise<string>>();

afterAll(async () => {
  for (const project of projects.values()) rmSync(await project, { recursive: true, force: true });
});

describe('an example page, copied into a new project with its own install line', () => {
  test.each(pages)('%s', async (name) => {
    const project = await projectWith(installLine(textOf(name)));
    copyFileSync(join(repository, 'examples', name), join(project, name));
    await runs[name]!(project);
  });
});

test('the page of docs/jobs.md, likewise', async () => {
  const guide = readFileSync(join(repository, 'docs/jobs.md'), 'utf8');
  const job = fencedBlocks(guide).find(({ code }) => code.startsWith('// my-digits.ts'))!;
  const project = await projectWith(installLine(guide));
  writeFileSync(join(project, 'my-digits.ts'), job.code);
  expect(await page(project, 'my-digits.ts', '--imbalance', '20', '--epochs', '1')).toMatch(trained);
});

// npm puts the packages of packages beside them, where an import finds them as well; pnpm does not.
test.each(pages)('the install line of %s names every package that the page imports', (name) => {
  const text = textOf(name);
  const imports = [...text.matchAll(/^(?:import|} from|import .* from) '((?:@[^/']+\/)?[^/']+)/gm)];
  const packages = new Set(imports.map(([, found]) => found!));
  expect(packages).toContain('mbib');
  expect([...packages].filter((found) => !installLine(text).includes(found))).toEqual([]);
});

function textOf(page: string): string {
  return readFileSync(join(repository, 'examples', page), 'utf8');
}

/** The packages that a page's header or a guide installs. */
function installLine(text: string): string[] {
  const line = /^(?:\/\/ +)?npm install (.*)$/m.exec(text)?.[1];
  if (!line) throw new Error(`there is no line \`npm install …\` in this text:\n${text}`);
  return line.split(' ');
}

/** A new project with these packages, the tarball in the place of mbib. Pages with the same line share one. */
function projectWith(packages: string[]): Promise<string> {
  const line = packages.join(' ');
  if (!projects.has(line)) projects.set(line, newProject(packages));
  return projects.get(line)!;
}

async function newProject(packages: string[]): Promise<string> {
  const project = await initialProject();
  await npmInstall(project, ...packages.map((name) => (name === 'mbib' ? inject('tarball') : name)));
  return project;
}

function page(project: string, ...words: string[]): Promise<string> {
  return run(project, 'npx', '--no-install', 'tsx', ...words);
}

/**
 * The install line of these pages is for a machine with a GPU, which this one may not be: they train on wasm, once that is
 * installed by the command which they print.
 */
async function trainOnPhotographs(project: string, name: string): Promise<void> {
  const small =
    '--backbone resnet10 --method ce --image-size 32 --batch-size 4 --epochs 1 --backend wasm'.split(' ');
  const train = async () => page(project, name, '--data', await photoFolder(), ...small);
  if (!existsSync(join(project, 'node_modules/@tensorflow/tfjs-backend-wasm'))) {
    const refusal = await train().catch((error: Error) => error.message);
    const [, wasm] = /npm install (@tensorflow\/tfjs-backend-wasm@\S+)/.exec(refusal) ?? [];
    await npmInstall(project, wasm!);
  }
  expect(await train()).toMatch(trained);
}
