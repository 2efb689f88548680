import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What a reader takes in at once. */
const mostLines = 60;
const mostFiles = 16;

const folders = await Promise.all(
  ['src', 'examples'].map((name) => readdir(join(root, name), { recursive: true, withFileTypes: true })),
);
const files = folders.flat().filter((entry) => entry.isFile());

/** The functions of a file that are too long, each as 'name: lines'. */
function longFunctions(code: string): string[] {
  const source = ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
      const lines = lineOf(node.end) - lineOf(node.getStart()) + 1;
      if (lines > mostLines) found.push(`${node.name?.getText() ?? 'a function'}: ${lines} lines`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('a long function is found', () => {
  const long = `function long() {\n${'run();\n'.repeat(59)}}`;
  expect(longFunctions(long)).toEqual(['long: 61 lines']);
  expect(longFunctions(long.replace('run();\n', ''))).toEqual([]);
});

test(`no function of src and examples has more than ${mostLines} lines, assembly excepted`, async () => {
  const sources = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('/assembly/'));
  const found: string[] = [];
  for (const path of sources) {
    const long = longFunctions(await readFile(path, 'utf8'));
    found.push(...long.map((text) => `${relative(root, path)}, ${text}`));
  }
  expect(found).toEqual([]);
});

test(`no folder of src and examples has more than ${mostFiles} files`, () => {
  const counts = new Map<string, number>();
  for (const { parentPath } of files) counts.set(parentPath, (counts.get(parentPath) ?? 0) + 1);
  const crowded = [...counts].filter(([, n]) => n > mostFiles);
  expect(crowded).toEqual([]);
});
