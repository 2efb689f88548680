export default [
  {
    name: 'mbib, the whole core entry',
    path: 'dist/index.js',
    limit: '10 kB',
    gzip: true,
    // As it is shipped and imported: size-limit's own default would wrap it in a script.
    modifyEsbuildConfig: (config) => ({ ...config, format: 'esm' }),
  },
];
