import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PackageLoader } from '../../../../src/jobs/files/optional-package';
import { checkPhotos } from '../../../../src/jobs/photos/check/check-photos';
import { type Decoder, loadDecoder } from '../../../../src/jobs/photos/reading/load-decoder';
import { type Damage, damages } from '../../support/damaged-jpegs';
import { photoSet, picture } from '../../support/photo-set';
import { temporaryFolder } from '../../support/temporary-folder';

let whole: Buffer;
beforeAll(async () => {
  whole = await picture(200, 200).jpeg({ quality: 95 }).toBuffer();
  const folder = process.env.MBIB_DAMAGED_JPEGS;
  if (!folder) return;
  // For PIL: one file for each row of the table, under its number.
  await mkdir(folder, { recursive: true });
  for (const [i, { damage }] of Object.values(damages).entries()) {
    await writeFile(join(folder, `${i}.jpg`), damage(whole));
  }
});

const sharpAlone: PackageLoader = (name) =>
  name.includes('turbo')
    ? Promise.reject(
        Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' }),
      )
    : import(name);

async function outcome(decode: Decoder, bytes: Buffer): Promise<string> {
  try {
    await decode(bytes, (width, height) => Buffer.alloc(width * height * 4));
    return 'reads';
  } catch (error) {
    expect((error as Error).message).toMatch(/^cannot be decoded \(.+\)$/);
    return 'refuses';
  }
}

const decoders: [string, () => Promise<Decoder>][] = [
  ['libjpeg-turbo and sharp', () => loadDecoder()],
  ['sharp alone', () => loadDecoder(sharpAlone)],
  ['sharp, as a viewer shows them', () => loadDecoder(undefined, { asShown: true })],
];

describe.each(decoders)('%s read the JPEGs that PIL reads, and no others', (_, load) => {
  test.each(Object.entries(damages))('%s', async (_, { damage, pil, here }) => {
    expect(await outcome(await load(), damage(whole))).toBe(here ?? pil);
  });
});

test('a check finds all that cannot be read in one pass', async () => {
  const rows = Object.entries(damages);
  const files = rows.map(([, { damage }], i) => [`${i}.jpg`, damage(whole)] as const);
  const list = await photoSet(await temporaryFolder(), Object.fromEntries(files));
  const { problems } = await checkPhotos({ list }, { workers: 2, duplicates: false });
  const refused = ({ pil, here }: Damage) => (here ?? pil) === 'refuses';
  const expected = rows.flatMap(([, damage], i) => (refused(damage) ? [`${i}.jpg`] : []));
  expect(expected.length).toBeGreaterThan(10);
  expect(problems.map(({ path }) => path)).toEqual(expected);
});
