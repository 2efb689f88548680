import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { chdir, cwd } from 'node:process';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-wasm';
import 'mbib/accelerate';
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runScript } from '../jobs/support/child';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { given, makeRuns } from './given';
import { startApart } from './start-apart';
import { giveScope, WorkerInProcess } from './worker-in-process';

const root = fileURLToPath(new URL('../../', import.meta.url));
const generated = await mkdtemp(`${root}test/docs/generated-`);

/** An example of a text. */
interface Example {
  /** The file, and the line where the example begins. */
  name: string;
  code: string;
  /** Where it is written for the test. One that begins with a comment `// train.ts` is that file, which others may import. */
  file: string;
}

/** The examples of a text; a comment's asterisks are not part of them. */
function examplesOf(file: string, text: string): Example[] {
  return [...text.matchAll(/^( \* )?```(?:ts|js)\n([\s\S]*?)^( \* )?```$/gm)].map((match) => {
    const name = `${file}:${text.slice(0, match.index).split('\n').length}`;
    const code = match[2]!.replace(/^ \* ?/gm, '');
    const called = /^\/\/ (\S+)\.ts\n/.exec(code)?.[1] ?? name;
    const folder = `${generated}/${file.replaceAll(/\W/g, '-')}`;
    return { name, code, file: `${folder}/${called.replaceAll(/[^\w-]/g, '-')}.ts` };
  });
}

const sources = await readdir(`${root}src`, { recursive: true });
/** Without the reference, whose examples are those of the sources. */
const guides = (await readdir(`${root}docs`, { recursive: true })).filter(
  (name) => !/^(api|\.vitepress)\//.test(name),
);
const files = [
  ...guides.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  ...sources.filter((name) => name.endsWith('.ts')).map((name) => `src/${name}`),
];
const texts = await Promise.all(
  files.map(async (file) => examplesOf(file, await readFile(root + file, 'utf8'))),
);
/** A fragment without imports shows what mbib/jobs keeps to itself, and is not run. */
const examples = texts
  .flat()
  .filter(({ name, code }) => !name.startsWith('src/jobs/') || /^import /m.test(code));
/** What draws in a page is compiled here, and runs in one: page-examples.node.test.ts. */
const inAPage = /\bdocument\.|SVGElement/;
/** The threads of its replicas start with its module, which is a program of its own then. */
const startsItself = /instanceof ReplicaError/;
const running = examples.filter(({ code }) => !inAPage.test(code) && !startsItself.test(code));
const started = cwd();

beforeAll(async () => {
  for (const { file, code } of examples) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, inAPage.test(code) ? code : withWhatIsGiven(code));
  }
  await tf.setBackend('wasm');
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockImplementation((...words: unknown[]) => {
    const done = words.at(-1);
    if (typeof done === 'function') done();
    return true;
  });
  // A page's example has workers; a worker's example is a script that nobody asks for anything.
  vi.stubGlobal('Worker', WorkerInProcess);
  giveScope({ postMessage: () => {}, addEventListener: () => {} });
  // Runs go to the folder runs of where they are started.
  chdir(generated);
  await makeRuns(generated);
});
afterAll(() => {
  chdir(started);
  return rm(generated, { recursive: true, force: true });
});

/** An example that takes what it declares from {@link given}. */
function withWhatIsGiven(code: string): string {
  const imports = `import { given } from '${root}test/docs/given';\n`;
  const whole = code.replaceAll(/^declare const (\w+): (.+?);(?: *\/\/.*)?$/gm, (line, name, type) => {
    const key = JSON.stringify(`${name}: ${type}`);
    const missing = JSON.stringify(`test/docs/given.ts has nothing for: ${line}`);
    return `if (!given[${key}]) throw new Error(${missing});
const ${name} = (await given[${key}](${JSON.stringify(code)})) as ${type};`;
  });
  return whole === code ? code : imports + whole;
}

describe('the examples of the documentation run', () => {
  it('are all blocks of the guides in ts and js', async () => {
    const texts = await Promise.all(
      guides.filter((name) => name.endsWith('.md')).map((name) => readFile(`${root}docs/${name}`, 'utf8')),
    );
    const fences = texts.flatMap((text) => [...text.matchAll(/^```(?:ts|js|typescript|javascript)\b.*$/gm)]);
    expect(running.filter(({ name }) => name.startsWith('docs/')).length).toBe(fences.length);
    // html and sh have tests beside this one; text is what something prints, YAML a file for a command, and Python another program, which writes features.
    const others = texts.flatMap((text) =>
      [...text.matchAll(/^```(.*)\n[\s\S]*?^```$/gm)].map(([, language]) => language),
    );
    const known = ['ts', 'js', 'html', 'sh', 'text', 'yaml', 'python', ''];
    expect(others.filter((language) => !known.includes(language!))).toEqual([]);
  });

  it('are found', () => {
    expect(running.map(({ name }) => name.split(':')[0])).toEqual(
      expect.arrayContaining([
        'docs/losses.md',
        'docs/heads.md',
        'docs/jobs.md',
        'docs/methods/ldam-drw.md',
        'docs/metrics.md',
        'src/losses/mbib-loss.ts',
      ]),
    );
  });

  it('bring a backend of TensorFlow.js where they make tensors, unless another file imports them', () => {
    const makesTensors =
      /\btf\.(?!env\b)|\b(buildNet|buildBackbone|resnet32|smallConvnet|efficientNetLite0|loadClassifier)\(/;
    const without = examples.filter(
      ({ name, code }) =>
        name.startsWith('docs/') &&
        makesTensors.test(code) &&
        !/'@tensorflow\/tfjs(-backend-\w+)?'/.test(code) &&
        !/^\/\/ \S+\.ts\n/.test(code),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it.each(running)('$name', async ({ name, code, file }) => {
    if (name.startsWith('src/jobs/')) await startApart(code, generated);
    const warned = vi.spyOn(console, 'warn');
    await import(/* @vite-ignore */ file);
    const ofShapes = warned.mock.calls
      .flat()
      .filter((text) => /shape of the input tensor/.test(String(text)));
    expect(ofShapes).toEqual([]);
    warned.mockRestore();
  });

  const programs = examples.filter(({ code }) => startsItself.test(code));

  it.each(programs)('$name goes on after a replica has ended', async ({ code, file }) => {
    const job = `import { job } from '${root}test/docs/job-with-a-crash';`;
    await writeFile(file, code.replace(/^declare const job: Job;$/m, job));
    const cwd = await temporaryFolder();
    const { code: exitCode, output } = await runScript(relative(root, file), [], { cwd });
    expect([output, exitCode]).toEqual(['', 0]);
    const log = await readFile(`${cwd}/runs/mine/log.jsonl`, 'utf8');
    const types = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(types).toEqual(['start', 'resume', 'epoch', 'epoch', 'epoch', 'end']);
  });

  it('are all of them but two that draw in a page', () => {
    const left = examples.filter((example) => !running.includes(example) && !programs.includes(example));
    expect(left.map(({ name }) => name.split(':')[0]).sort()).toEqual([
      'src/jobs/report/draw-chart.ts',
      'src/jobs/report/draw-chart.ts',
    ]);
  });
});

describe('mbib/jobs', () => {
  it('has examples that compile', () => {
    const ofJobs = examples.filter(({ name }) => /^(docs|src)\/jobs/.test(name));
    expect(typeErrors(ofJobs)).toEqual([]);
  });

  it('has an example with imports for every exported value', async () => {
    expect(await valuesWithoutExample()).toEqual([]);
  });
});

/** What TypeScript says of examples, with the options of this repository. */
function typeErrors(of: Example[]): string[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const program = ts.createProgram(
    of.map(({ file }) => file),
    {
      ...options,
      incremental: false,
      noEmit: true,
      noUnusedLocals: false,
      moduleDetection: ts.ModuleDetectionKind.Force,
    },
  );
  return of.flatMap(({ name, file }) => {
    const source = program.getSourceFile(file)!;
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  });
}

/** The exported values of mbib/jobs that have no example with imports in their comment. */
async function valuesWithoutExample(): Promise<string[]> {
  const lacking: string[] = [];
  for (const index of ['index', 'node']) {
    const text = await readFile(`${root}src/jobs/${index}.ts`, 'utf8');
    for (const [, names, path] of text.matchAll(/^export \{([^}]*)\} from '\.\/([^']+)'/gm)) {
      const room = await textOfRoom(path!.split('/')[0]!);
      const values = names!.split(',').map((name) => name.trim());
      for (const name of values.filter((name) => name !== '' && !name.startsWith('type '))) {
        if (!/@example\n \* ```ts\n \* import /.test(commentOf(room, name))) lacking.push(`${path}: ${name}`);
      }
    }
  }
  return lacking;
}

/** The files of a room of src/jobs, one after another: some of them pass on what others declare. */
async function textOfRoom(room: string): Promise<string> {
  const names = sources.filter((name) => name.startsWith(`jobs/${room}/`) && name.endsWith('.ts'));
  const texts = await Promise.all(names.map((name) => readFile(`${root}src/${name}`, 'utf8')));
  return texts.join('');
}

/** The comment of an exported value. */
function commentOf(source: string, name: string): string {
  const declaration = new RegExp(`^export (async )?(const|function|class) ${name}\\b`, 'm');
  const before = source.slice(0, source.search(declaration));
  return before.endsWith('*/\n') ? before.slice(before.lastIndexOf('/**')) : '';
}
