import { expect, test } from 'vitest';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { killRuns } from './support/kill-runs';
import { useProgram } from './support/use-program';

const program = useProgram();

/** `FAULTS=long` kills a thousand times, which takes half an hour. */
const kills = process.env.FAULTS === 'long' ? 1000 : 12;

test(`of runs killed at ${kills} random instants and resumed none is lost, and all end with the same bytes`, async () => {
  const words = ['train', 'tiny', '--epochs', '6'];
  const killed = await killRuns({ program: program(), folder: await temporaryFolder(), kills, words });
  expect(killed.faults).toEqual([]);
  expect(killed.kills).toBe(kills);
}, 3_600_000);
