import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-wasm';
import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const generated = await mkdtemp(`${root}test/docs/generated-`);

/** The examples of a text, with the line where each begins; a comment's asterisks are not part of them. */
function examplesOf(file: string, text: string) {
  return [...text.matchAll(/^( \* )?```(?:ts|js)\n([\s\S]*?)^( \* )?```$/gm)].map((match) => ({
    name: `${file}:${text.slice(0, match.index).split('\n').length}`,
    code: match[2]!.replace(/^ \* ?/gm, ''),
  }));
}

const sources = await readdir(`${root}src`, { recursive: true });
const guides = await readdir(`${root}docs`);
const files = [
  ...guides.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  // Those of mbib/jobs name runs and data sets that are not here.
  ...sources.filter((name) => name.endsWith('.ts') && !name.startsWith('jobs')).map((name) => `src/${name}`),
];
const texts = await Promise.all(
  files.map(async (file) => examplesOf(file, await readFile(root + file, 'utf8'))),
);
const examples = texts.flat();

beforeAll(async () => {
  await tf.setBackend('wasm');
  vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterAll(() => rm(generated, { recursive: true, force: true }));

describe('the examples of the documentation run', () => {
  it('are found', () => {
    expect(examples.map(({ name }) => name.split(':')[0])).toEqual(
      expect.arrayContaining(['docs/losses.md', 'docs/heads.md', 'src/losses/mbib-loss.ts']),
    );
  });

  it.each(examples)('$name', async ({ name, code }) => {
    const file = `${generated}/${name.replaceAll(/\W/g, '-')}.ts`;
    await writeFile(file, code);
    await import(/* @vite-ignore */ file);
  });
});
