import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  picturesOf,
  type RunRead,
  readKept,
} from '../../../../src/jobs/command/experiment/pictures/read-pictures';
import { expand } from '../../../../src/jobs/experiment/expand';
import { parseExperiment } from '../../../../src/jobs/experiment/parse-experiment';
import { experimentResults } from '../../../../src/jobs/experiment/results/experiment-results';
import { resultsCsv } from '../../../../src/jobs/experiment/results/results-csv';
import { runRow } from '../../../../src/jobs/experiment/results/run-row';
import { encodeTensorFile } from '../../../../src/jobs/files/tensor-file';
import { type RunOutputs, tensorsOfOutputs } from '../../../../src/jobs/log/outputs/run-outputs';
import { parseRunLog } from '../../../../src/jobs/log/parse-run-log';
import { experimentHtml } from '../../../../src/jobs/report/experiment/experiment-html';
import { missingOutputs } from '../../../../src/jobs/report/experiment/pictures/missing-outputs';
import { logLines, logText } from '../../report/runs';
import { temporaryFolder } from '../../support/temporary-folder';

/** Outputs of 12 images of three classes, with v or without, whose ρ over all classes are 0.5 and 0.25. */
function outputs(hasV: boolean): RunOutputs {
  const labels = Int32Array.from({ length: 12 }, (_, i) => i % 3);
  const values = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i));
  const truth = new Float32Array(12).fill(0.5);
  const distances = (intra: number) => Float32Array.of(intra, 1, 1, 1, 1, 4, 1, 1, 1, 1);
  return {
    ...{ images: Int32Array.from(labels.keys()), labels, predictions: labels, confidence: truth, truth },
    posterior: Float32Array.of(0.5, 0.5, 0.5),
    sample: Int32Array.from(labels.keys()),
    representations: {
      ...(hasV && { v: { values, distances: distances(2) } }),
      z: { values, distances: distances(1) },
    },
  };
}

/** What a run's file of outputs is; left out, it has none. */
type Kept = 'v and z' | 'z';

/** The results and the page of two seeds of BIB and of a second stage on it, whose runs keep this, in order. */
async function experimentOf(kept: readonly (Kept | undefined)[]) {
  const settings = [
    { name: 'BIB', method: 'bib' },
    { name: 'LA', from: 'BIB', method: 'tau-norm' },
  ];
  const pictures = ['tsne', 'rho'];
  const experiment = parseExperiment(
    { job: 'cifar100-lt', seeds: 2, options: { select: 'val' }, settings, pictures },
    'e.yaml',
    'e',
  );
  const expansion = expand(experiment);
  const reads: RunRead[] = [];
  for (const run of expansion.runs) {
    const lines = logLines({ method: run.first ? 'tau-norm' : 'bib' });
    const stage = { firstStage: { run: '../bib', method: 'bib', options: {} }, chosen: { tau: 0.7 } };
    if (run.first) Object.assign(lines[0]!, stage);
    const log = parseRunLog(logText(lines), run.folder, 'log.jsonl');
    const path = await temporaryFolder();
    const own = kept[run.index];
    if (own) {
      const tensors = tensorsOfOutputs(outputs(own === 'v and z'));
      await writeFile(
        join(path, 'outputs.safetensors'),
        encodeTensorFile({ metadata: { epoch: '2' }, tensors }),
      );
    }
    reads.push({ run, log, ...(await readKept(path, log, experiment.pictures)) });
  }
  const rows = reads.map(({ run, log, measures }) => runRow(run, log, measures));
  const results = experimentResults({
    ...{ experiment, expansion, dataSet: 'Data', overrides: [], rows },
    pictures: picturesOf(experiment.pictures, expansion, reads),
  });
  return { results, page: experimentHtml(results, { script: '', style: '' }, '') };
}

/** Names of the maps and of the rows of ρ, with the numbers of runs of these. */
function named(page: string) {
  const maps = [...page.matchAll(/<strong id="figure-tsne[^>]*>([^<]*)<.*?seed (\d)/g)];
  const rows = [...page.matchAll(/rowspan="1">((?:BIB|LA)[^<]*)<\/th><td>([^<]*)<\/td><td>([\d.–]*)/g)];
  return { maps: maps.map(([, ...of]) => of), rows: rows.map(([, ...of]) => of).slice(-3) };
}

describe('runs of BIB whose outputs an earlier version wrote without v', () => {
  test('are named, and v is of the other runs', async () => {
    const { results, page } = await experimentOf(['z', 'z', 'v and z', 'z']);
    expect(results.pictures.withoutV).toEqual(['bib-s0']);
    expect(page).toContain('The outputs of 1 of 4 finished runs have z but not v');
    const { maps, rows } = named(page);
    expect(maps).toEqual([
      ['BIB, v', '1'],
      ['BIB, z', '0'],
      ['LA, v and z', '0'],
    ]);
    expect(rows).toEqual([
      ['BIB, v', '1 of 2', '0.50'],
      ['BIB, z', '2', '0.25'],
      ['LA, v and z', '2', '0.25'],
    ]);
  });

  test('do not give z the name of a setting that has z alone', async () => {
    const { results, page } = await experimentOf(['z', 'z', 'z', 'z']);
    expect(results.pictures.withoutV).toEqual(['bib-s0', 'bib-s1']);
    const { maps, rows } = named(page);
    expect(maps.map(([name]) => name)).toEqual(['BIB, z', 'LA, v and z']);
    expect(rows.map(([name, runs]) => [name, runs])).toEqual([
      ['BIB, v', '0 of 2'],
      ['BIB, z', '2'],
      ['LA, v and z', '2'],
    ]);
  });
});

test('the page, the JSON and the CSV say that a setting is a second stage, on what, and what it chose', async () => {
  const { results, page } = await experimentOf(['v and z', 'z', 'v and z', 'z']);
  expect(page).toContain('LA<small>second stage on BIB</small>');
  expect(page).toContain(
    '<small>second stage on bib-s0</small><small>tau 0.7: chosen on validation images</small>',
  );
  expect(page).toContain('Of second stages, LA (on BIB), the epochs are those of the stage alone');
  const { settings, runs } = JSON.parse(JSON.stringify(results));
  expect(settings.map(({ from }: { from: unknown }) => from)).toEqual([null, 'BIB']);
  expect(Object.keys(settings[1].rho)).toEqual(['vz']);
  expect(runs.map(({ chosen }: { chosen: unknown }) => chosen)).toEqual([
    null,
    { tau: 0.7 },
    null,
    { tau: 0.7 },
  ]);
  const [head, ...lines] = resultsCsv(results)
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  const column = (name: string) => lines.map((line) => line[head!.indexOf(name)]);
  expect(column('chosen_tau')).toEqual(['', '0.7', '', '0.7']);
  expect(column('rho_z_all')).toEqual(['0.25', '', '0.25', '']);
  expect(column('rho_vz_all')).toEqual(['', '0.25', '', '0.25']);
});

test('runs without outputs are told how they get them: a trained one resumed, a second stage done again', async () => {
  const { results } = await experimentOf([undefined, undefined, 'v and z', 'z']);
  const [trained, stage] = missingOutputs(results, { isEmpty: false, hasV: true })!.text.match(
    /<p.*?<\/p>/gs,
  )!;
  expect(trained).toMatch(/1 of 4 finished runs keeps no outputs.*bib-s0\..*as one to be resumed/);
  expect(stage).toMatch(/1 of 4 finished runs keeps no outputs.*la-s0\..*delete its folder/);
  expect(stage).not.toContain('to be resumed');
});
