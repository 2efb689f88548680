import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeReport } from '../../../src/jobs/files/write-report';
import type { EpochLine, RunLog } from '../../../src/jobs/log/run-log';
import { logLines, logText, type RunChoices } from '../report/runs';
import { writeRun as writeRunWithOutputs } from '../report/write-run';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function writeRun(name: string, choices: RunChoices = {}): Promise<string> {
  const run = join(folder, name);
  await mkdir(run, { recursive: true });
  await writeFile(join(run, 'log.jsonl'), logText(logLines(choices)));
  return run;
}

async function reportOn(...runs: string[]): Promise<string> {
  const file = join(folder, 'report.html');
  await writeReport(runs, file);
  return readFile(file, 'utf8');
}

/** The runs as the page's script reads them. */
function embeddedRuns(page: string): RunLog[] {
  return JSON.parse(/<script type="application\/json" id="runs">(.*?)<\/script>/s.exec(page)![1]!);
}

/** The cells of the first table, row by row. */
function firstTable(page: string): string[][] {
  const [table] = /<table.*?<\/table>/s.exec(page)!;
  return [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell]) => cell!.replace(/<[^>]+>/g, '').trim()),
  );
}

const evil = ['</script><script>alert(1)</script>', `"'<img src=x onerror=alert(1)>`, '<!--<script>'];

describe('writeReport', { timeout: 30_000 }, () => {
  it('embeds every number of the log', async () => {
    const page = await reportOn(await writeRun('mbib-0'));
    const [, first, second, end] = logLines();
    const [run] = embeddedRuns(page);
    expect(run!.epochs.map(({ loss }) => loss)).toEqual([3, 2]);
    expect(run!.epochs[0]!.accuracy).toEqual((first as EpochLine).accuracy);
    expect(run!.epochs[1]).toEqual(second);
    expect(run!.end).toEqual(end);
  });

  it('tabulates last and best accuracy of each group in percent, and the difference of two methods', async () => {
    const page = await reportOn(
      await writeRun('mbib-0'),
      await writeRun('ce-0', {
        method: 'ce',
        perClass: [
          [0.75, 0.625, 0.3],
          [0.75, 0.5, 0.25],
        ],
      }),
    );
    expect(firstTable(page).slice(1)).toEqual([
      ['50.0', '75.0', '50.0', '25.0'],
      ['55.8', '75.0', '62.5', '30.0'],
      ['58.3', '75.0', '62.5', '37.5'],
      ['58.3', '75.0', '62.5', '37.5'],
      ['+8.3', '0.0', '+12.5', '+12.5'],
      ['+2.5', '0.0', '0.0', '+7.5'],
    ]);
  });

  it('tabulates mean and standard deviation over the seeds of a method', async () => {
    const few = [0.25, 0.5, 0.75];
    const runs = few.map((value, seed) =>
      writeRun(`mbib-${seed}`, { options: { seed }, perClass: [[1, 1, value]] }),
    );
    const page = await reportOn(...(await Promise.all(runs)));
    expect(firstTable(page)[1]).toEqual(['83.3 ± 8.3', '100.0 ± 0.0', '100.0 ± 0.0', '50.0 ± 25.0']);
  });

  it('shows an unfinished run and a group without classes as what they are', async () => {
    const choices = { samplesPerClass: [90, 50, 4], epochs: 20, finished: false };
    const page = await reportOn(await writeRun('half', choices));
    expect(page).toContain('unfinished: 2 of 20 epochs');
    expect(firstTable(page)[1]).toEqual(['58.3', '–', '68.8', '37.5']);
  });

  it('reports on a run that has not finished its first epoch', async () => {
    const page = await reportOn(await writeRun('young', { perClass: [], epochs: 20, finished: false }));
    expect(page).toContain('unfinished: 0 of 20 epochs');
    expect(firstTable(page)[1]).toEqual(['–', '–', '–', '–']);
  });

  it('lets no name break out of its place', async () => {
    const page = await reportOn(
      await writeRun('evil', {
        classNames: evil,
        job: evil[0]!,
        method: evil[1]!,
        options: { note: evil[2]! },
      }),
    );
    expect(embeddedRuns(page)[0]!.start.classNames).toEqual(evil);
    expect(page.match(/<script/g)).toHaveLength(4);
    expect(page.match(/<\/script/g)).toHaveLength(4);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<!--');
  });

  it('refers to nothing outside itself', async () => {
    const page = await reportOn(await writeRun('mbib-0'));
    const words = page.replace(/<script>.*<\/script>/s, '');
    expect(words).not.toMatch(/\bsrc=|@import|url\(|https?:/);
    expect([...words.matchAll(/href="(.*?)"/g)].map(([, target]) => target)).toEqual(['data:,']);
    expect(page).toContain(`content="default-src 'none';`);
  });

  it('leaves the page and nothing else', async () => {
    await reportOn(await writeRun('mbib-0'));
    expect((await readdir(folder)).sort()).toEqual(['mbib-0', 'report.html']);
  });

  it('leaves an earlier page alone where a log is broken', async () => {
    const run = await writeRun('mbib-0');
    const page = await reportOn(run);
    await writeFile(join(run, 'log.jsonl'), `${logText(logLines())}{"type\n`);
    await expect(reportOn(run)).rejects.toThrow(/mbib-0.log\.jsonl, line 5: is not JSON/);
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toBe(page);
  });

  it('leaves out a last line that is cut short, and says so', async () => {
    const run = await writeRun('mbib-0');
    const [start, first] = logLines().map((line) => JSON.stringify(line));
    await writeFile(join(run, 'log.jsonl'), `${start}\n${first!.slice(0, 40)}`);
    const page = await reportOn(run);
    expect(page).toContain('<strong>mbib-0</strong> The last line of its log is cut short and left out.');
    expect(embeddedRuns(page)[0]!.epochs).toEqual([]);
  });

  it('says of a log that has only a torn first line that it is cut short, not that it is empty', async () => {
    const run = await writeRun('mbib-0');
    await writeFile(join(run, 'log.jsonl'), JSON.stringify(logLines()[0]).slice(0, 40));
    await expect(reportOn(run)).rejects.toThrow(
      /mbib-0.log\.jsonl has only a first line, which is cut short/,
    );
  });

  it('finds the runs of folders, one level down, and tells runs of the same name apart', async () => {
    await mkdir(join(folder, 'a', 'notes'), { recursive: true });
    await mkdir(join(folder, 'b', 'young'), { recursive: true });
    await writeFile(join(folder, 'b', 'young', 'log.jsonl'), '');
    for (const name of ['a/run-10', 'a/run-9', 'b/run-9', 'single']) await writeRun(name);
    const paths = ['a', 'b', 'single', 'a/run-9'].map((name) => join(folder, name));
    const page = await reportOn(...paths);
    expect(embeddedRuns(page).map(({ name }) => name)).toEqual(['a/run-9', 'run-10', 'b/run-9', 'single']);
    expect(page).toMatch(/Left out: [^<]*young.log\.jsonl is empty: the run has logged nothing yet\./);
    const none = /notes: no log\.jsonl is in it or in a folder in it/;
    await expect(reportOn(join(folder, 'a', 'notes'))).rejects.toThrow(none);
  });

  it('says that the same seed twice is one sample, and counts it once', async () => {
    const runs = [await writeRun('run'), await writeRun('again')];
    expect(await writeReport(runs, join(folder, 'counted.html'))).toBe(1);
    const page = await reportOn(...runs);
    expect(page).toContain(
      '<strong>again</strong> It is left out: run has the same method, options and seed',
    );
    expect(firstTable(page)[1]).toEqual(['58.3', '75.0', '62.5', '37.5']);
  });

  it('says of a run without predictions that it kept none, and what its log does not have', async () => {
    const page = await reportOn(await writeRun('old'));
    expect(page).toContain(
      'What the run predicted is not here: it kept none, as runs that an earlier version',
    );
    expect(page).toContain('<dt>Processor</dt><dd>not recorded</dd>');
    expect(page).toContain('<code>npx mbib train cifar100-lt --method mbib --beta 1 --seed 0</code>');
  });

  it('says why each run has no predictions, where the reasons differ', async () => {
    const stage = { run: 'runs/ce', method: 'ce', options: {} };
    const predicted = { labels: [0, 1, 2], predictions: [0, 1, 3], confidence: [1, 1, 1] };
    const four = { method: 'ldam', samplesPerClass: [300, 50, 4, 2] };
    await writeRunWithOutputs(join(folder, 'ldam'), { ...four, perClass: [[1, 1, 1, 1]] }, predicted);
    const runs = [
      await writeRun('young', { finished: false }),
      await writeRun('crt', { method: 'crt', firstStage: stage }),
      await writeRun('old', { method: 'ce' }),
      await writeRun('ldam', { method: 'ldam' }),
    ];
    const page = await reportOn(...runs);
    const sentence = page.match(/What the runs predicted is not here: [^<]*/)![0];
    expect(sentence).toContain('young is not finished');
    expect(sentence).toContain('old and crt kept none, as runs that an earlier version of mbib finished');
    expect(sentence).toContain('ldam kept that of other classes than its log has');
  });

  it('says what of a folder cannot be read, and shows the rest', async () => {
    const run = await writeRun('run');
    await writeFile(join(run, 'outputs.safetensors'), 'nothing');
    const mistakes = '{"format":1,"mistakes":[{"picture":"https://example.org/x.png"}]}';
    await writeFile(join(run, 'mistakes.json'), mistakes);
    const page = await reportOn(run);
    expect(page).toContain('<strong>run</strong> Cannot read the outputs');
    expect(page).toContain('What the run predicted is not here: it kept it in a file that cannot be read.');
    expect(page).toMatch(/Cannot read [^<]*mistakes\.json: it is no list of mistakes\./);
    expect(page).not.toContain('example.org');
  });

  it('says which log is missing or which page cannot be written', async () => {
    await expect(reportOn(join(folder, 'none'))).rejects.toThrow(/none.log\.jsonl: .*does not exist/);
    const run = await writeRun('mbib-0');
    await expect(writeReport([run], join(folder, 'no', 'report.html'))).rejects.toThrow(/no.report\.html/);
    await expect(writeReport([], join(folder, 'report.html'))).rejects.toThrow(/runFolders is empty/);
  });
});
