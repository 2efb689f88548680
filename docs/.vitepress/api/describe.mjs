// Comments for names that have none where typedoc looks: the options of methods, whose types are made from the methods' entries, are
// described by the entries' own texts, and the keys of a registry by the titles of its entries.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Comment, Converter, ReflectionKind } from 'typedoc';

const jobs = fileURLToPath(new URL('../../../src/jobs/', import.meta.url));
const entry =
  /(?:'([\w-]+)'|(\w+))(?:: LossOption =|:)\s*\{\s*title:\s*'([^']*)'(?:,\s*text:\s*'([^']*)')?(?:,[^{}]*?default:\s*([\w.]+))?/gs;

/** The texts of the options of all methods, and the titles of the second stages, by their names. */
function texts() {
  const files = ['nets/methods', 'log'].flatMap((folder) =>
    readdirSync(join(jobs, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(jobs, folder, name),
    ),
  );
  const found = new Map();
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    for (const [, quoted, plain, title, text, value] of readFileSync(file, 'utf8').matchAll(entry)) {
      const name = quoted ?? plain;
      const usual = /^[\d.]+$/.test(value ?? '') ? ` Default ${value}.` : '';
      if (text) found.set(name, `${text[0].toUpperCase()}${text.slice(1)} (${title}).${usual}`);
      else if (!found.has(name)) found.set(name, `${title}.`);
    }
  }
  // An option may stand by itself: `experts: expertOption`.
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    for (const [, name, option] of readFileSync(file, 'utf8').matchAll(/(\w+): (\w+Option)\b/g)) {
      if (!found.has(name) && found.has(option)) found.set(name, found.get(option));
    }
  }
  return found;
}

/** Gives a comment to every property without one that an entry describes. */
export function describeOptions(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const known = texts();
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Property)) {
      if (reflection.hasComment()) continue;
      const text = known.get(reflection.name) ?? ofRegistry(reflection);
      if (text) reflection.comment = new Comment([{ kind: 'text', text }]);
    }
  });
}

/** A key of `methods`, and the title of an entry of a registry. */
function ofRegistry(reflection) {
  const variable = reflection.parent?.parent;
  if (variable?.name === 'methods') return `The method \`${reflection.name}\`.`;
  return reflection.name === 'title' ? 'What people call it.' : undefined;
}
