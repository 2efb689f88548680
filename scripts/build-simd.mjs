// Compiles the AssemblyScript of each folder's assembly/ and writes it as a module of hexadecimal digits beside it.
import { writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

/** The modules, by their first source file; `features` are more of WebAssembly than SIMD. */
const modules = [
  { folder: 'src/accelerate/simd', entry: 'index', file: 'binary.ts' },
  {
    folder: 'src/accelerate/simd',
    entry: 'fused',
    file: 'fused-binary.ts',
    features: ['--enable', 'relaxed-simd'],
  },
  { folder: 'src/losses/fused/wasm', entry: 'index', file: 'binary.ts' },
  { folder: 'src/jobs/photos/pixels', entry: 'index', file: 'binary.ts' },
];

// A module lives in a memory that is given to it: it must bring no data, no stack and no heap of its own.
const options = [
  '-O3',
  '--enable',
  'simd',
  '--runtime',
  'stub',
  '--noAssert',
  '--importMemory',
  '--noExportMemory',
  '--initialMemory',
  '0',
];

for (const { folder, entry, file, features = [] } of modules) {
  const binary = await compiled(`${folder}/assembly/${entry}.ts`, features);
  // Hexadecimal digits are longer than base64, but gzip finds the repetitions in them.
  const hexadecimal = Buffer.from(binary).toString('hex');
  await writeFile(
    `${folder}/${file}`,
    `// Compiled from assembly/ by \`npm run build:simd\`: do not edit.\nexport const binary =\n  '${hexadecimal}';\n`,
  );
  console.log(`${folder}/${file}: ${binary.length} bytes`);
}

async function compiled(source, features) {
  let binary;
  const writeBinary = (_name, contents) => {
    binary = contents;
  };
  const { error, stderr } = await asc.main([source, ...options, ...features, '--outFile', 'simd.wasm'], {
    writeFile: writeBinary,
  });
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
  return binary;
}
