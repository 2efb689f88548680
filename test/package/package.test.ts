import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { photoFolder } from '../jobs/support/photo-folder';
import { chromiumArguments, findChromium } from '../support/chromium';
import { expectClose } from '../support/close';
import { createConsumer, developedWith, lastLine, npmInstall, run, runTool } from './consumer';
import { expectOneStep } from './one-step';

const folders: string[] = [];
const tarball = inject('tarball');

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const versions = [developedWith('@tensorflow/tfjs-core'), '4.0.0'];

describe.each(versions)('with tfjs %s', (version) => {
  let project: string;

  beforeAll(async () => {
    project = await createConsumer(tarball, version);
    folders.push(project);
  });

  test('an ESM import computes the loss and takes a step', async () => {
    expectOneStep(await run(project, 'node', 'import.mjs'), version);
  });

  test('a CommonJS require computes the loss and takes a step', async () => {
    expectOneStep(await run(project, 'node', 'require.cjs'), version);
  });

  test('a trained classifier gives the same answers in a process that never imports mbib', async () => {
    const saved: number[][] = JSON.parse(lastLine(await run(project, 'node', 'save.mjs')));
    expect(saved.length).toBe(4);
    expectClose(JSON.parse(lastLine(await run(project, 'node', 'load.mjs'))), saved, { rtol: 0 });
  });

  test('the pretrained backbone is found in the package by ESM, CommonJS and plain tfjs', async () => {
    const sums: number[] = JSON.parse(lastLine(await run(project, 'node', 'pretrained.mjs')));
    expect(sums[0]).toBeGreaterThan(1);
    expectClose(sums, [sums[0]!, sums[0]!, sums[0]!], { rtol: 1e-5 });
  });

  test('CommonJS finds its files in a folder of any name, and where a test has made a document', async () => {
    const folder = join(project, 'c# 100%25');
    cpSync(join(project, 'node_modules/mbib'), join(folder, 'node_modules/mbib'), { recursive: true });
    const page = "globalThis.document = { baseURI: 'http://localhost/' }";
    const load = "console.log(require('mbib/jobs').loadDigits().labels.length)";
    expect(lastLine(await run(folder, 'node', '-e', `${page}; ${load}`))).toBe('1797');
  });

  test('TypeScript without skipLibCheck finds no error in our types nor in code that uses them', async () => {
    expect(
      (await typeErrors(project)).filter((error) => !error.startsWith('node_modules/@tensorflow/')),
    ).toEqual([]);
  });

  test('the command trains on the digits in the package and writes its report', async () => {
    const options = ['--backend', 'wasm', '--epochs', '2', '--out', 'run'];
    const printed = await run(project, 'npx', '--no-install', 'mbib', 'train', 'digits', ...options);
    expect(printed).toMatch(/Last \(epoch 2\) +all \d/);
    expect(readFileSync(join(project, 'run/report.html'), 'utf8')).toContain('</html>');
  });

  test('the command asks for sharp, and once that is installed trains on photographs', async () => {
    const words = [
      'train',
      'imagenet-lt',
      '--data',
      await photoFolder(),
      '--image-size',
      '32',
      '--epochs',
      '1',
    ];
    // tfjs's wasm trains the pooling of these networks from 4.6 on; cpu takes ten times as long.
    const backend = version === '4.0.0' ? 'cpu' : 'wasm';
    const train = (out: string) =>
      run(project, 'npx', '--no-install', 'mbib', ...words, '--backend', backend, '--out', out);
    await expect(train('photographs')).rejects.toThrow('npm install sharp');
    expect(existsSync(join(project, 'photographs'))).toBe(false);

    const sharp = `sharp@${developedWith('sharp')}`;
    await npmInstall(project, sharp);
    expect(await train('photographs')).toMatch(/Last \(epoch 1\) +all \d/);
  });

  test('every example page, copied into a project of ES modules, runs with this tfjs', async () => {
    for (const page of examplePages()) cpSync(`examples/${page}`, join(project, page));
    const converter = `@tensorflow/tfjs-converter@${version}`;
    await run(project, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', converter);
    const quick = ['--backend', 'wasm', '--epochs', '1', '--out', 'copied'];
    const words: Record<string, string[]> = { 'any-model.ts': [], 'quickstart.ts': [], 'digits.ts': quick };
    for (const page of examplePages()) {
      const printed = await runTool(project, 'tsx', page, ...(words[page] ?? ['--help']));
      expect(printed).toMatch(
        page in words ? /\d\d\.\d/ : /Usage: ([\w-]+ \[options\]|features\.ts compute)/,
      );
    }
  });

  test('Vite builds a page from it', async () => {
    await buildPage(project);
  });

  test.skipIf(!findChromium())('the page that Vite built computes the loss and takes a step', async () => {
    await buildPage(project);
    expectOneStep(await titleOfPage(project), version);
  });
});

/** The programs of one page; the command is none, it imports the others. */
function examplePages(): string[] {
  return readdirSync('examples').filter((name) => name.endsWith('.ts') && name !== 'mbib.ts');
}

/** TypeScript's errors, one line each. tfjs's own declarations have some: they were never checked by it. */
async function typeErrors(project: string): Promise<string[]> {
  try {
    await runTool(project, 'tsc', '--pretty', 'false');
    return [];
  } catch (error) {
    const errors = (error as Error).message.split('\n').filter((line) => /error TS\d+/.test(line));
    if (errors.length === 0) throw error;
    return errors;
  }
}

async function buildPage(project: string): Promise<void> {
  await build({
    root: project,
    configFile: false,
    logLevel: 'silent',
    build: { outDir: join(project, 'site') },
  });
}

/** The title that the page's script gives itself, in a real browser. */
async function titleOfPage(project: string): Promise<string> {
  const server = await preview({
    root: project,
    configFile: false,
    build: { outDir: join(project, 'site') },
  });
  const browser = await chromium.launch({ executablePath: findChromium()!, args: chromiumArguments });
  try {
    const page = await browser.newPage();
    await page.goto(server.resolvedUrls!.local[0]!);
    await page.waitForFunction(() => document.title !== 'loading');
    return await page.title();
  } finally {
    await browser.close();
    await server.close();
  }
}
