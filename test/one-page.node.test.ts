import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** What would still be there for the next file on the page. */
const lasting =
  /['"/]accelerate['"/]|env\(\)\.set|(un)?register(Kernel|Gradient|Backend)|setBackend|vi\.mock\b/;
/** In these, and where a name ends in `.page`, each file has a page of its own: vitest.config.ts. */
const apart = /^(heads|jobs\/nets|accelerate|package|support|bench)\//;

test('tensor tests that share a page in Chromium change nothing of tfjs there', () => {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter(
    (file) => /(?<!\.node|\.page)\.test\.ts$/.test(file) && !apart.test(file),
  );
  expect(files.length).toBeGreaterThan(20);
  const changing = files.filter((file) => lasting.test(readFileSync(join('test', file), 'utf8')));
  expect(changing).toEqual([]);
});
