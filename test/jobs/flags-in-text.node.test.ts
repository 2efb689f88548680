import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../src/jobs', import.meta.url));

/** A flag: '--out'. What CSS names this way stands in `var(--ink)` or before a colon, `--accent: red`. */
const flag = /(?<!var\()--(?=[a-z])(?![\w-]+:)/i;

/** What processes of Node and of git are started with. */
const ofOthers = ['--input-type=module', '--eval', '--show-prefix'];

/** The literals of a source file: text in quotation marks and the parts of templates. Comments are none. */
function literalsOf(code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      found.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest));
  return found;
}

test('the scan finds flags in every kind of literal, and neither in comments nor in CSS', () => {
  const code = [
    "/* --a */ f('use --b'); // --c",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code that is scanned.
    'f(`${x} --d`, `--e ${x} --f ${y}`);',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code that is scanned.
    "f('var(--ink)', `--accent: ${red}`);",
  ].join('\n');
  const flagged = literalsOf(code).filter((text) => flag.test(text));
  expect(flagged.map((text) => text.trim())).toEqual(['use --b', '--d', '--e', '--f']);
});

test('only src/jobs/command knows flags of the command line', async () => {
  const files = await readdir(root, { recursive: true });
  const sources = files.filter((name) => name.endsWith('.ts') && !name.startsWith('command/'));
  expect(sources.length).toBeGreaterThan(100);
  const flagged: string[] = [];
  for (const name of sources) {
    const literals = literalsOf(await readFile(join(root, name), 'utf8'));
    flagged.push(
      ...literals
        .filter((text) => flag.test(text) && !ofOthers.includes(text))
        .map((text) => `${name}: ${text}`),
    );
  }
  expect(flagged).toEqual([]);
});
