// The walls of the house: what may import what. There is no list of exceptions; where a rule is in the way, the code moves.

/** The rooms of src/jobs that run in Node and in a page, with what each may import of the others. */
const neutralRooms = {
  log: [],
  data: [],
  nets: ['data'],
  loop: ['nets', 'data', 'log'],
  report: ['log'],
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

const library = '^src/(?!jobs/)';
const groundFloor = '^src/(checks|hexadecimal|options|simd-sizes)\\.ts$';
const room = (name) => `^src/jobs/${name}/`;
const any = (paths) => paths.join('|');
const rooms = (names) => (names.length === 0 ? [] : [`^src/jobs/(${names.join('|')})/`]);

/** A room imports itself, the rooms below it and, unless it is the ground floor, the library. */
const wallsOfRooms = Object.entries({ ...neutralRooms, ...nodeRooms }).map(([name, below]) => ({
  name: `jobs-${name}-looks-down`,
  comment:
    below.length === 0
      ? `src/jobs/${name} imports no other room of src/jobs.`
      : `src/jobs/${name} imports of the other rooms of src/jobs only those below it: ${below.join(', ')}.`,
  severity: 'error',
  from: { path: room(name) },
  to: {
    path: '^(src/jobs|test|examples)/',
    pathNot: any([room(name), ...rooms(below)]),
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
      to: { path: 'node_modules/', pathNot: 'node_modules/@tensorflow/tfjs-(core|layers)/' },
    },
    {
      name: 'library-without-jobs',
      comment:
        'The library (src without src/jobs) imports nothing of src/jobs, of the examples or of the tests.',
      severity: 'error',
      from: { path: library },
      to: { path: '^(src/jobs|examples|test)/' },
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
      to: { path: '^(src|examples|test)/', pathNot: any(rooms(neutral)) },
    },
    {
      name: 'log-is-the-ground-floor',
      comment: 'src/jobs/log is the ground floor: it imports nothing of the library either.',
      severity: 'error',
      from: { path: room('log') },
      to: { path: library },
    },
    ...wallsOfRooms,
    {
      name: 'library-by-name',
      comment:
        "src/jobs imports the library as its users do ('mbib', 'mbib/training', 'mbib/accelerate'), and the ground floor of the house, src/checks.ts, src/hexadecimal.ts, src/options.ts and src/simd-sizes.ts: they are pure functions without state, so it does no harm that the built mbib/jobs has a copy of its own, and options are read and SIMD modules loaded in one way everywhere.",
      severity: 'error',
      from: { path: '^src/jobs/' },
      to: { path: library, pathNot: groundFloor, dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'ground-floor',
      comment:
        'The ground floor (src/checks.ts, src/hexadecimal.ts, src/options.ts, src/simd-sizes.ts) imports nothing but itself, so that src/jobs, which bundles it, does not bundle more of the library.',
      severity: 'error',
      from: { path: groundFloor },
      to: { pathNot: groundFloor },
    },
    {
      name: 'example-is-a-page',
      comment:
        "A program in examples/ can be copied into an empty project: it imports 'mbib…' and npm packages by name, no file of src, no neighbour, no module of Node.",
      severity: 'error',
      from: { path: '^examples/[^/]+\\.ts$', pathNot: '^examples/mbib\\.ts$' },
      to: { pathNot: 'node_modules', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'command-imports-its-neighbours',
      comment:
        "examples/mbib.ts, the command, imports 'mbib…', npm packages and the programs beside it, no file of src.",
      severity: 'error',
      from: { path: '^examples/mbib\\.ts$' },
      to: { pathNot: any(['node_modules', '^examples/[^/]+\\.ts$']), dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'page-without-node',
      comment: 'The playground runs in a browser: it imports no module of Node.',
      severity: 'error',
      from: { path: '^examples/playground/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'page-imports-by-name',
      comment: "The playground imports 'mbib…', npm packages and its own files, no file of src.",
      severity: 'error',
      from: { path: '^examples/playground/' },
      to: {
        path: '^(src|test|examples)/',
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
      name: 'no-circle',
      comment:
        'Files import each other in one direction: a circle hides which of them can be understood first.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'found',
      comment: 'An import leads to a file or to an installed package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Assembly is another language; the consumers' files are copied into a project of their own, where mbib is installed.
    exclude: { path: ['/assembly/', '^test/package/consumer/'] },
    // Imports of types couple as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
