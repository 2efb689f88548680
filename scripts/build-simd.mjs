// Compiles src/accelerate/simd/assembly (AssemblyScript) and writes it as a base64 module, src/accelerate/simd/binary.ts.
import { writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const folder = 'src/accelerate/simd';

// The module lives in the memory of tfjs's own module: it must bring no data, no stack and no heap of its own.
const options = [
  '-O3',
  '--enable',
  'simd',
  '--runtime',
  'stub',
  '--noAssert',
  '--importMemory',
  '--initialMemory',
  '0',
];

let binary;
const { error, stderr } = await asc.main(
  [`${folder}/assembly/index.ts`, ...options, '--outFile', 'simd.wasm'],
  {
    writeFile: (_name, contents) => {
      binary = contents;
    },
  },
);
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
const base64 = Buffer.from(binary).toString('base64');
await writeFile(
  `${folder}/binary.ts`,
  `// Compiled from assembly/ by \`npm run build:simd\`: do not edit.\nexport const binary =\n  '${base64}';\n`,
);
console.log(`${folder}/binary.ts: ${binary.length} bytes`);
