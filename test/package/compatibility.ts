import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { repository } from './consumer';

const file = join(repository, 'docs/compatibility.md');

/**
 * Expects a table of docs/compatibility.md to say what a test has found; `UPDATE_COMPATIBILITY=1` writes it there instead.
 *
 * @param name what the comments around the table call it
 * @param options.whole false where the rows are some of the table's
 */
export function expectDocumented(
  name: string,
  header: string[],
  rows: string[][],
  { whole = true } = {},
): void {
  const text = readFileSync(file, 'utf8');
  const [before, table, after] = split(text, name);
  const lines = rows.map(line);
  if (whole && process.env.UPDATE_COMPATIBILITY) {
    const rule = line(header.map(() => '---'));
    writeFileSync(file, `${before}${[line(header), rule, ...lines].join('\n')}${after}`);
    return;
  }
  const documented = table.split('\n').slice(2);
  const hint = 'docs/compatibility.md is out of date: npm run docs:compatibility';
  if (whole) expect(documented, hint).toEqual(lines);
  else expect(documented, hint).toEqual(expect.arrayContaining(lines));
}

function line(cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A table, with what is before and after it. */
function split(text: string, name: string): [string, string, string] {
  const start = `<!-- ${name}: written by the tests -->`;
  const end = `<!-- end of ${name} -->`;
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end);
  if (from < start.length || to < from) throw new Error(`docs/compatibility.md has no place for ${name}`);
  return [`${text.slice(0, from)}\n\n`, text.slice(from, to).trim(), `\n\n${text.slice(to)}`];
}
