import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { binary as accelerateBinary } from '../src/accelerate/simd/binary';
import { binary as fusedBinary } from '../src/accelerate/simd/fused-binary';
import type { SimdExports } from '../src/accelerate/simd/simd-exports';
import { bytesFromHexadecimal } from '../src/hexadecimal';
import { binary as pixelsBinary } from '../src/jobs/photos/pixels/binary';
import type { PixelExports } from '../src/jobs/photos/pixels/pixel-module';
import { binary as lossBinary } from '../src/losses/fused/wasm/binary';
import type { LossExports } from '../src/losses/fused/wasm/loss-module';

const root = fileURLToPath(new URL('..', import.meta.url));

const modules = [
  {
    folder: 'src/accelerate/simd',
    file: 'simd-exports.ts',
    type: 'SimdExports',
    binary: accelerateBinary,
  },
  {
    folder: 'src/losses/fused/wasm',
    file: 'loss-module.ts',
    type: 'LossExports',
    binary: lossBinary,
  },
  {
    folder: 'src/jobs/photos/pixels',
    file: 'pixel-module.ts',
    type: 'PixelExports',
    binary: pixelsBinary,
  },
];

type Parameters = Record<string, string[]>;

/** The parameters of each function of an interface. */
function parametersOfType(file: string, type: string): Parameters {
  const path = join(root, file);
  const program = ts.createProgram([path], { types: [], strict: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path)!;
  const declaration = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === type,
  )!;
  return Object.fromEntries(
    checker.getPropertiesOfType(checker.getTypeAtLocation(declaration)).map((property) => {
      const [signature] = checker.getTypeOfSymbolAtLocation(property, declaration).getCallSignatures();
      return [property.name, signature!.getParameters().map(({ name }) => name)];
    }),
  );
}

/** The parameters of each function that the files of an assembly export. */
function parametersOfAssembly(folder: string): Parameters {
  const sources = readdirSync(join(root, folder)).filter((name) => name.endsWith('.ts'));
  const functions = sources.flatMap((name) => {
    const text = readFileSync(join(root, folder, name), 'utf8');
    return ts
      .createSourceFile(name, text, ts.ScriptTarget.Latest)
      .statements.filter(ts.isFunctionDeclaration);
  });
  return Object.fromEntries(
    functions
      // What is marked as inline is for other files of the assembly only.
      .filter(
        ({ modifiers }) =>
          modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) &&
          !modifiers.some(({ kind }) => kind === ts.SyntaxKind.Decorator),
      )
      .map(({ name, parameters }) => [
        name!.text,
        parameters.map((parameter) => (parameter.name as ts.Identifier).text),
      ]),
  );
}

/** How many parameters each function of a compiled module has. */
function numbersInBinary(binary: string): Record<string, number> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const code = new WebAssembly.Module(bytesFromHexadecimal(binary));
  const { exports } = new WebAssembly.Instance(code, { env: { memory } });
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]) => [name, (value as CallableFunction).length]),
  );
}

describe.each(modules)('the exports of the SIMD module in $folder', ({ folder, file, type, binary }) => {
  const typed = parametersOfType(`${folder}/${file}`, type);

  it('have the parameters that their types name, in the order of the assembly', () => {
    expect(typed).toEqual(parametersOfAssembly(`${folder}/assembly`));
  });

  it('are, when compiled, those of the types, with as many parameters', () => {
    const numbers = Object.entries(typed).map(([name, parameters]) => [name, parameters.length]);
    expect(numbersInBinary(binary)).toEqual(Object.fromEntries(numbers));
  });
});

// Node 20 has no relaxed SIMD and cannot compile it.
it.skipIf(!WebAssembly.validate(bytesFromHexadecimal(fusedBinary)))(
  'the module with fused multiply-adds exports the products of matrices, with the same parameters',
  () => {
    const { multiply, accumulate } = numbersInBinary(accelerateBinary);
    expect(numbersInBinary(fusedBinary)).toEqual({ multiply, accumulate });
  },
);

// Checked by the compiler: an unused @ts-expect-error is an error of `npm run types`.
it('no call with too few arguments, or with an address for a flag, compiles', () => {
  const refused = (simd: SimdExports, loss: LossExports, pixels: PixelExports) => {
    // @ts-expect-error: 8 of its 10 arguments are missing.
    simd.multiply(1, 64);
    // @ts-expect-error: the last one is missing.
    simd.reluGradient(64, 128, 4);
    // @ts-expect-error: one more than it takes.
    simd.clear(64, 16, 0);
    // @ts-expect-error: `transposed` is 0 or 1.
    simd.packFilter(64, 9, 4, 4, 4, 36, 8, 128, 256);
    // @ts-expect-error: `work` is missing.
    loss.evaluate(2, 4, 2, 1, 16, 64, 128, 192, 1.5, 0, 1);
    // @ts-expect-error: `tempered` is 0 or 1, not γ.
    loss.evaluate(2, 4, 2, 1, 16, 64, 128, 192, 1.5, 0.5, 1, 256);
    // @ts-expect-error: `target` is missing.
    pixels.resampleRows(0, 4, 4, 64, 128, 2);
  };
  expect(refused).toBeTypeOf('function');
});
