// The walls of the house: what may import what. No file has leave to break a rule; where a rule is in the way, the code
// moves. The lists here are the house itself: its rooms and which of them lie below which, the packages that each part
// that runs in a page may import, the three folders of assembly, the projects of test/package/consumer, which are copied
// to where mbib is installed, and the three files with a duty of their own (examples/mbib.ts, which gathers its neighbours;
// the playground's vite.config.ts and vite-env.d.ts, which set up its build, as does its folder build).

/** The rooms of src/jobs that run in Node and in a page, with what each may import of the others. */
const neutralRooms = {
  log: [],
  data: [],
  nets: ['data', 'log'],
  loop: ['nets', 'data', 'log'],
  classifier: ['nets', 'data', 'log'],
  experiment: ['data', 'log'],
  report: ['experiment', 'log'],
};
const neutral = Object.keys(neutralRooms);

/** The rooms of src/jobs that need Node, likewise. */
const nodeRooms = {
  files: neutral,
  photos: [...neutral, 'files'],
  backend: ['files'],
  run: [...neutral, 'photos', 'files', 'backend'],
  command: [...neutral, 'photos', 'files', 'backend', 'run'],
};
const jobsRooms = { ...neutralRooms, ...nodeRooms };

/** The library's foundation: pure functions without state, of which everything else may have a copy. */
const foundation =
  '^src/(checks|hexadecimal|joined-bytes|options|random-bits|shared-memory|simd-sizes)\\.ts$';
const classCounts = '^src/(class-counts|loss-defaults)\\.ts$';
/** What numbers the tensors of the active backend hold. */
const halfFloats = '^src/half-floats\\.ts$';

/** The rooms of the library, with the other parts of the library that each may import. */
const libraryRooms = {
  'class-counts': { path: classCounts, below: [foundation] },
  'half-floats': { path: halfFloats, below: [] },
  losses: { path: '^src/losses/', below: [foundation, classCounts, halfFloats] },
  metrics: { path: '^src/metrics/', below: [foundation] },
  heads: { path: '^src/heads/', below: [foundation, halfFloats, '^src/losses/'] },
  training: { path: '^src/training/', below: [foundation, halfFloats] },
  accelerate: { path: '^src/accelerate/', below: [foundation] },
  baselines: {
    path: '^src/baselines/',
    below: [foundation, classCounts, halfFloats, '^src/losses/', '^src/training/'],
  },
  index: { path: '^src/index\\.ts$', below: [classCounts, '^src/(losses|metrics|heads)/'] },
};

/** What a sentence says of the paths above. */
const inWords = new Map([
  [
    foundation,
    'the foundation (checks.ts, hexadecimal.ts, joined-bytes.ts, options.ts, random-bits.ts, shared-memory.ts, simd-sizes.ts)',
  ],
  [classCounts, 'class-counts.ts, loss-defaults.ts'],
  [halfFloats, 'half-floats.ts'],
  ['^src/losses/', 'losses'],
  ['^src/training/', 'training'],
  ['^src/(losses|metrics|heads)/', 'losses, metrics, heads'],
]);

/** The rooms of the playground, with what each may import of the others; main.tsx mounts app. */
const playgroundRooms = {
  state: [],
  parts: ['state'],
  data: ['parts', 'state'],
  worker: ['data', 'state'],
  why: ['parts', 'state'],
  network: ['parts', 'state'],
  views: ['parts', 'state'],
  runs: ['worker', 'parts', 'state'],
  try: ['worker', 'data', 'parts', 'state'],
  app: ['worker', 'data', 'why', 'network', 'views', 'runs', 'try', 'parts', 'state'],
};

/** The packages that the parts which run in a page may import: all of them run there. */
const packagesOfPages = {
  'src/jobs/index.ts': [],
  'src/jobs/log': [],
  'src/jobs/data': ['@tensorflow/tfjs-core'],
  'src/jobs/nets': ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'],
  'src/jobs/loop': ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'],
  'src/jobs/classifier': ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'],
  'src/jobs/experiment': [],
  'src/jobs/report': ['@observablehq/plot'],
  'examples/playground': [
    '@observablehq/plot',
    '@preact/signals',
    '@saehrimnir/druidjs',
    '@tensorflow/tfjs-backend-cpu',
    '@tensorflow/tfjs-backend-wasm',
    '@tensorflow/tfjs-backend-webgl',
    '@tensorflow/tfjs-backend-webgpu',
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-layers',
    'fflate',
    'idb',
    'preact',
  ],
};

/** Makes a rule about files themselves, not about imports: it holds for all that fewer files import than this. */
const everyFile = 100;

/** Assembly is another language, with a compiler of its own. */
const assembly = [
  '^src/accelerate/simd/assembly/',
  '^src/losses/fused/wasm/assembly/',
  '^src/jobs/photos/pixels/assembly/',
];

const library = '^src/(?!jobs/)';
const packages = '(^|/)node_modules/';
const room = (name) => `^src/jobs/${name}/`;
const any = (paths) => paths.join('|');
const rooms = (names) => (names.length === 0 ? [] : [`^src/jobs/(${names.join('|')})/`]);
const buildOfPlayground = '^examples/playground/(vite\\.config\\.ts$|src/vite-env\\.d\\.ts$|build/)';

/** A room of src/jobs imports of src/jobs itself and the rooms below it. */
const wallsOfJobs = Object.entries(jobsRooms).map(([name, below]) => ({
  name: `jobs-${name}-looks-down`,
  comment:
    below.length === 0
      ? `src/jobs/${name} imports no other room of src/jobs.`
      : `src/jobs/${name} imports of the other rooms of src/jobs only those below it: ${below.join(', ')}.`,
  severity: 'error',
  from: { path: room(name) },
  to: { path: '^src/jobs/', pathNot: any([room(name), ...rooms(below)]) },
}));

const playground = (name) => `^examples/playground/src/${name}/`;

/** A room of the playground imports of the page itself and the rooms below it. */
const wallsOfPlayground = Object.entries(playgroundRooms).map(([name, below]) => ({
  name: `playground-${name}-looks-down`,
  comment:
    below.length === 0
      ? `The playground's ${name} imports no other room of it.`
      : `The playground's ${name} imports of its other rooms only those below it: ${below.join(', ')}.`,
  severity: 'error',
  from: { path: playground(name) },
  to: { path: '^examples/playground/', pathNot: any([name, ...below].map(playground)) },
}));

/** A room of the library imports of the library itself and what lies below it, by path or by name. */
const wallsOfLibrary = Object.entries(libraryRooms).map(([name, { path, below }]) => ({
  name: `library-${name}-looks-down`,
  comment: `The library's ${name} imports of the rest of the library only what lies below: ${below.map((part) => inWords.get(part)).join(', ')}.`,
  severity: 'error',
  from: { path },
  to: { path: library, pathNot: any([path, ...below]) },
}));

const wallsOfPackages = Object.entries(packagesOfPages).map(([part, names]) => ({
  name: `packages-of-${part.replaceAll(/[/.]/g, '-')}`,
  comment: `${part} runs in a page: it imports ${names.length === 0 ? 'no package' : `no package but ${names.join(', ')}`}.`,
  severity: 'error',
  from: { path: `^${part}(/|$)`, pathNot: buildOfPlayground },
  to: {
    path: packages,
    ...(names.length > 0 && { pathNot: `${packages}(${names.join('|')})/` }),
  },
}));

export default {
  forbidden: [
    {
      name: 'library-without-node',
      comment: 'The library (src without src/jobs) runs in a page as in Node: it imports no module of Node.',
      severity: 'error',
      from: { path: library },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'library-with-core-and-layers',
      comment: 'The library imports no package but @tensorflow/tfjs-core and @tensorflow/tfjs-layers.',
      severity: 'error',
      from: { path: library },
      to: { path: packages, pathNot: `${packages}@tensorflow/tfjs-(core|layers)/` },
    },
    {
      name: 'library-without-jobs',
      comment: 'The library (src without src/jobs) imports nothing of src/jobs.',
      severity: 'error',
      from: { path: library },
      to: { path: '^src/jobs/' },
    },
    ...wallsOfLibrary,
    {
      name: 'foundation',
      comment:
        "The library's foundation (src/checks.ts, src/hexadecimal.ts, src/joined-bytes.ts, src/options.ts, src/random-bits.ts, src/shared-memory.ts, src/simd-sizes.ts) imports nothing but itself, so that src/jobs, which bundles it, does not bundle more of the library.",
      severity: 'error',
      from: { path: foundation },
      to: { pathNot: foundation },
    },
    {
      name: 'accelerate-apart',
      comment:
        'mbib/accelerate changes TensorFlow.js when it is imported: only a program decides that, so nothing else of src imports it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/accelerate/' },
      to: { path: '^src/accelerate/' },
    },
    {
      name: 'rooms-of-the-library',
      comment: `The library has these rooms and files, and a new one is given its directions in .dependency-cruiser.mjs first: the foundation, ${Object.keys(libraryRooms).join(', ')}.`,
      severity: 'error',
      module: {
        path: library,
        pathNot: any([foundation, ...Object.values(libraryRooms).map(({ path }) => path)]),
        numberOfDependentsLessThan: everyFile,
      },
      from: {},
    },
    {
      name: 'rooms-of-jobs',
      comment: `src/jobs has index.ts, node.ts and these rooms, and a new one is given its directions in .dependency-cruiser.mjs first: ${Object.keys(jobsRooms).join(', ')}.`,
      severity: 'error',
      module: {
        path: '^src/jobs/',
        pathNot: any(['^src/jobs/(index|node)\\.ts$', ...rooms(Object.keys(jobsRooms))]),
        numberOfDependentsLessThan: everyFile,
      },
      from: {},
    },
    {
      name: 'neutral-rooms-without-node',
      comment: `The neutral rooms (${neutral.join(', ')}) run in a page as in Node: they import no module of Node.`,
      severity: 'error',
      from: { path: any(['^src/jobs/index\\.ts$', ...rooms(neutral)]) },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'neutral-entry',
      comment: 'mbib/jobs for pages (src/jobs/index.ts) exports the neutral rooms only.',
      severity: 'error',
      from: { path: '^src/jobs/index\\.ts$' },
      to: { path: '^src/', pathNot: any(rooms(neutral)) },
    },
    {
      name: 'log-without-library',
      comment:
        'src/jobs/log, which everything that writes or reads a log begins with, imports nothing of the library either.',
      severity: 'error',
      from: { path: room('log') },
      to: { path: library },
    },
    ...wallsOfJobs,
    ...wallsOfPlayground,
    {
      name: 'rooms-of-the-playground',
      comment: `The playground has main.tsx and these rooms, and a new one is given its directions in .dependency-cruiser.mjs first: ${Object.keys(playgroundRooms).join(', ')}.`,
      severity: 'error',
      module: {
        path: '^examples/playground/src/',
        pathNot: any([
          '^examples/playground/src/(main\\.tsx|vite-env\\.d\\.ts|service-worker\\.ts)$',
          ...Object.keys(playgroundRooms).map(playground),
        ]),
        numberOfDependentsLessThan: everyFile,
      },
      from: {},
    },
    ...wallsOfPackages,
    {
      name: 'library-by-name',
      comment:
        "src/jobs imports the library as its users do ('mbib', 'mbib/training'), and the library's foundation, src/checks.ts, src/hexadecimal.ts, src/joined-bytes.ts, src/options.ts, src/random-bits.ts, src/shared-memory.ts and src/simd-sizes.ts: they are pure functions without state, so it does no harm that the built mbib/jobs has a copy of its own, and options are read and SIMD modules loaded in one way everywhere.",
      severity: 'error',
      from: { path: '^src/jobs/' },
      to: { path: library, pathNot: foundation, dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'src-by-itself',
      comment: 'src imports no script, no configuration and nothing of types/.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(scripts|types)/|^[^/]+\\.[cm]?[jt]s$' },
    },
    {
      name: 'example-is-a-page',
      comment:
        "A program in examples/ can be copied into an empty project: it imports 'mbib…' and npm packages by name, no file of src, no neighbour, no module of Node.",
      severity: 'error',
      from: { path: '^examples/', pathNot: '^examples/(playground/|mbib\\.ts$)' },
      to: { pathNot: packages, dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'command-imports-its-neighbours',
      comment:
        "examples/mbib.ts, the command, imports 'mbib…', npm packages and the programs beside it, no file of src.",
      severity: 'error',
      from: { path: '^examples/mbib\\.ts$' },
      to: { pathNot: any([packages, '^examples/[^/]+\\.ts$']), dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'page-without-node',
      comment: 'The playground runs in a browser: it imports no module of Node.',
      severity: 'error',
      from: { path: '^examples/playground/', pathNot: buildOfPlayground },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'page-imports-by-name',
      comment: "The playground imports 'mbib…', npm packages and its own files, no file of src.",
      severity: 'error',
      from: { path: '^examples/playground/' },
      to: {
        path: '^(src|test|examples|scripts|types)/',
        pathNot: '^examples/playground/',
        dependencyTypesNot: ['aliased'],
      },
    },
    {
      name: 'nothing-imports-examples',
      comment: 'Nothing imports the examples, besides their tests.',
      severity: 'error',
      from: { pathNot: '^(examples|test)/' },
      to: { path: '^examples/' },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'Nothing imports the tests.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-circle',
      comment:
        'Files import each other in one direction: a circle hides which of them can be understood first.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'found',
      comment:
        "An import leads to a file, to an installed package, or to a module that the playground's build makes (virtual:…).",
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: packages },
    // The consumers' files are copied into a project of their own, where mbib is installed.
    exclude: { path: [...assembly, '^test/package/consumer/'] },
    // Imports of types couple as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
