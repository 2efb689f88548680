// Compiles the AssemblyScript of each folder's assembly/ and writes it as a module of hexadecimal digits, binary.ts, beside it.
import { writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const folders = ['src/accelerate/simd', 'src/losses/fused/wasm', 'src/jobs/photos/pixels'];

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

for (const folder of folders) {
  const binary = await compiled(`${folder}/assembly/index.ts`);
  // Hexadecimal digits are longer than base64, but gzip finds the repetitions in them.
  const hexadecimal = Buffer.from(binary).toString('hex');
  await writeFile(
    `${folder}/binary.ts`,
    `// Compiled from assembly/ by \`npm run build:simd\`: do not edit.\nexport const binary =\n  '${hexadecimal}';\n`,
  );
  console.log(`${folder}/binary.ts: ${binary.length} bytes`);
}

async function compiled(source) {
  let binary;
  const writeBinary = (_name, contents) => {
    binary = contents;
  };
  const { error, stderr } = await asc.main([source, ...options, '--outFile', 'simd.wasm'], {
    writeFile: writeBinary,
  });
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
  return binary;
}
