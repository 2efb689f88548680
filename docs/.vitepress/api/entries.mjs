// The pages of the API reference: what each import has, by task. A task is a folder of the import's sources, so that a new
// export stands on the right page by itself.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const cache = join(root, 'node_modules/.cache/api');

/**
 * The imports in the order of the reference: the file of each, and the tasks that its folders stand for. What lies elsewhere is on
 * the import's last page.
 *
 * @type {{ name: string, index: string, tasks: [page: string, title: string, folders: RegExp][] }[]}
 */
export const imports = [
  {
    name: 'mbib',
    index: 'src/index.ts',
    tasks: [
      ['losses', 'losses', /^(losses\/|loss-defaults)/],
      ['heads', 'heads on a backbone, saving and loading', /^heads\//],
      ['metrics', 'metrics', /^metrics\//],
      ['class-statistics', 'class statistics', /./],
    ],
  },
  {
    name: 'mbib/training',
    index: 'src/training/index.ts',
    tasks: [
      ['schedules', 'schedules of the learning rate', /schedule/],
      ['optimizers', 'optimizers', /./],
    ],
  },
  {
    name: 'mbib/accelerate',
    index: 'src/accelerate/index.ts',
    tasks: [['accelerate', 'kernels for training', /./]],
  },
  {
    name: 'mbib/baselines',
    index: 'src/baselines/index.ts',
    tasks: [
      ['losses', 'losses', /^(losses|composed)\//],
      ['samplers', 'samplers', /^(samplers\/|\.\.\/random-bits)/],
      ['mixing', 'mixing of images', /^mixing\//],
      ['second-stages', 'second stages', /^second-stages\//],
      ['weights', 'class weights', /./],
    ],
  },
  {
    name: 'mbib/jobs',
    index: 'src/jobs/node.ts',
    tasks: [
      ['nets', 'nets and methods', /^nets\//],
      ['data', 'images in memory, batches and splits', /^data\//],
      ['photos', 'photographs', /^photos\//],
      ['loop', 'epochs and steps', /^loop\//],
      ['features', 'features and folders of pictures', /^(run\/(features|folder)|files\/features)\//],
      ['errors', 'errors and interruptions of runs', /^run\/(run-errors|interrupt|lock\/)/],
      ['finetune', 'second stages on finished runs', /^run\/finetune\//],
      ['classifier', 'classifiers to hand on', /^((run|files)\/)?classifier\//],
      ['run', 'whole runs', /^run\//],
      ['log', 'logs of runs', /^log\//],
      ['report', 'reports and charts', /^report\//],
      ['files', 'files', /^files\//],
      ['backend', 'backends', /^backend\//],
      ['command', 'commands of your own', /./],
    ],
  },
];

/** The pages in order, each with the import that its names are in and what it is about. */
export const apiPages = imports.flatMap(({ name, tasks }) =>
  tasks.map(([page, title]) => ({ file: fileOf(name, page), name, title })),
);

/** Writes the files that the reference is made of, one a page, and returns their paths. */
export function writeEntries() {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  return imports.flatMap(({ name, index, tasks }) => {
    const path = join(root, index);
    const exported = exportsOf(path, dirname(path));
    const comment = /\/\*\*\n([\s\S]*?)\n \*\/\nexport|\/\*\*\n([\s\S]*?)\n \*\/\nimport/.exec(
      readFileSync(path, 'utf8'),
    );
    return tasks.map(([page, , folders], position) => {
      const lines = exported
        .filter(({ source }) => tasks.find((task) => task[2].test(source))[2] === folders)
        .map(({ text, from }) => `export ${text} from '${from}';`);
      const file = join(cache, `${fileOf(name, page)}.ts`);
      const said = position === 0 ? (comment?.[1] ?? comment?.[2]) : undefined;
      writeFileSync(file, `${moduleComment(name, page, said)}\n${lines.join('\n')}\nexport {};\n`);
      return file;
    });
  });
}

function fileOf(name, page) {
  return [...name.split('/'), page].filter((word, index, all) => word !== all[index - 1]).join('-');
}

/** The comment that names a page and its import; an import's first page also has what the import says of itself. */
function moduleComment(name, page, said) {
  const lines = (said ?? '').split('\n').filter((line) => !/@(packageDocumentation|experimental)/.test(line));
  const form = name === 'mbib/accelerate' ? `import '${name}'` : `import { … } from '${name}'`;
  return ['/**', ` * \`${form}\``, ' *', ...lines, ` * @module ${fileOf(name, page)}`, ' */'].join('\n');
}

/** What a file exports, each with the file it comes from and that file's path below `base`; its own name goes before one of `export *`. */
function exportsOf(file, base) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = new Map();
  const statements = source.statements.filter(ts.isExportDeclaration);
  for (const statement of statements.sort((a, b) => Number(!!a.exportClause) - Number(!!b.exportClause))) {
    const from = join(dirname(file), statement.moduleSpecifier.text);
    const type = statement.isTypeOnly ? 'type ' : '';
    const own = statement.exportClause?.elements.map((element) => ({
      name: element.name.text,
      text: `${type}{ ${element.getText()} }`,
      from,
      source: relative(base, from),
    }));
    for (const one of own ?? exportsOf(`${from}.ts`, base)) found.set(one.name, one);
  }
  return [...found.values()];
}
