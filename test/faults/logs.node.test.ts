import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeReport } from '../../src/jobs/files/write-report';
import type { RunEvent } from '../../src/jobs/run/run-events';
import { outcome } from '../jobs/support/outcome';
import { temporaryFolder } from '../jobs/support/temporary-folder';
import { stopAt, trainTiny } from './support/in-process';

/** Puts something in place of a line of a log. */
function damage(log: string, line: number, text = '{"type":'): void {
  const lines = readFileSync(log, 'utf8').split('\n');
  lines[line - 1] = text.padEnd(lines[line - 1]!.length).slice(0, lines[line - 1]!.length);
  writeFileSync(log, lines.join('\n'));
}

test('a log that is damaged while the run goes on costs neither the classifier nor the metrics', async () => {
  const folder = await temporaryFolder();
  const [whole, out] = [join(folder, 'whole'), join(folder, 'run')];
  const constant = { schedule: () => 0.05 };
  const expected = await trainTiny({ out: whole, epochs: 3 }, () => constant);
  let asked = 0;
  const schedule = () => {
    if (++asked === 14) damage(join(out, 'log.jsonl'), 2);
    return 0.05;
  };

  const result = await trainTiny({ out, epochs: 3 }, () => ({ schedule }));

  expect(result.last).toEqual(expected.last);
  expect(result.withoutReport).toContain(`${join(out, 'log.jsonl')}, line 2: is not JSON`);
  expect((await readdir(out)).sort()).toEqual([
    'checkpoint',
    'classifier',
    'log.jsonl',
    'metrics.json',
    'mistakes.json',
    'outputs.safetensors',
  ]);
  const classifiers = [whole, out].map(async (run) => await readdir(join(run, 'classifier')));
  expect(await classifiers[1]).toEqual(await classifiers[0]);
});

test('a report that cannot be written costs nothing of the run', async () => {
  const out = join(await temporaryFolder(), 'run');
  const plant = () => ({
    schedule: () => {
      if (!existsSync(join(out, 'report.html'))) void mkdir(join(out, 'report.html'));
      return 0.05;
    },
  });
  const { last, withoutReport } = await trainTiny({ out, epochs: 2 }, plant);
  expect(last.epoch).toBe(2);
  expect(withoutReport).toBe(`Cannot write ${join(out, 'report.html')}: it is a folder.`);
});

test('a classifier that cannot be saved costs neither the metrics nor the run, which is finished by going on', async () => {
  const out = join(await temporaryFolder(), 'run');
  const plant = () => ({
    schedule: () => {
      if (existsSync(out) && !existsSync(join(out, 'classifier'))) writeFileSync(join(out, 'classifier'), '');
      return 0.05;
    },
  });
  await expect(trainTiny({ out, epochs: 2 }, plant)).rejects.toThrow(
    /classifier: .*\. The last checkpoint is kept\.$/,
  );
  expect(existsSync(join(out, 'metrics.json'))).toBe(true);
  await rm(join(out, 'classifier'));
  expect((await trainTiny({ out, resume: true }, () => ({ schedule: () => 0.05 }))).last.epoch).toBe(2);
  expect((await readdir(out)).sort()).toEqual([
    'checkpoint',
    'classifier',
    'log.jsonl',
    'metrics.json',
    'mistakes.json',
    'outputs.safetensors',
    'report.html',
  ]);
});

test('lines are read when a run goes on: a damaged one stops it at once, and it goes on when the line is deleted', async () => {
  const folder = await temporaryFolder();
  const [whole, out] = [join(folder, 'whole'), join(folder, 'run')];
  const log = join(out, 'log.jsonl');
  await trainTiny({ out: whole, epochs: 4 });
  await expect(trainTiny({ out, epochs: 4 }, stopAt(15))).rejects.toThrow('Stopped');
  damage(log, 3);
  const damaged = await readFile(log, 'utf8');
  const told: RunEvent[] = [];
  const resume = () => trainTiny({ out, resume: true }, undefined, (event) => told.push(event));

  await expect(resume()).rejects.toThrow(
    new RegExp(`^${log}, line 3: is not JSON .*\\. The run goes on without the line once it is deleted$`),
  );
  expect(await readFile(log, 'utf8')).toBe(damaged);

  const mended = damaged.split('\n').filter((_, i) => i !== 2);
  await writeFile(log, mended.join('\n'));
  const { withoutReport } = await resume();
  expect(withoutReport).toBeUndefined();
  expect(told).toContainEqual({
    type: 'note',
    text: `The log ${log} is shorter than it was when the checkpoint was saved. It lacks epoch 2, which the report leaves out.`,
  });
  const { weights, log: lines } = await outcome(whole);
  expect(await outcome(out)).toEqual({ weights, log: lines.filter(({ epoch }) => epoch !== 2) });
});

test('half a line behind the checkpoint, and whole ones, are passed over', async () => {
  const folder = await temporaryFolder();
  const [whole, out] = [join(folder, 'whole'), join(folder, 'run')];
  await trainTiny({ out: whole, epochs: 4 });
  await expect(trainTiny({ out, epochs: 4 }, stopAt(15))).rejects.toThrow('Stopped');
  await appendFile(join(out, 'log.jsonl'), 'not a line\n{"type":"epo');
  await appendFile(join(out, 'log.jsonl'), Uint8Array.of(0xe2, 0x82));
  await trainTiny({ out, resume: true });
  expect(await outcome(out)).toEqual(await outcome(whole));
});

test('a line that is not UTF-8 is named, and the run goes on when it is deleted', async () => {
  const out = join(await temporaryFolder(), 'run');
  const log = join(out, 'log.jsonl');
  await expect(trainTiny({ out, epochs: 4 }, stopAt(15))).rejects.toThrow('Stopped');
  const bytes = await readFile(log);
  const starts = [0, 1, 2].reduce((all) => [...all, bytes.indexOf('\n', all.at(-1)) + 1], [0]);
  const [third, fourth] = [starts[2]!, starts[3]!];
  bytes[third + 5] = 0xff;
  await writeFile(log, bytes);
  const message = `${log}, line 3: is not UTF-8 text; a line cut short by a crash can be deleted`;

  await expect(trainTiny({ out, resume: true })).rejects.toThrow(message);
  await expect(writeReport([out], join(out, 'report.html'))).rejects.toThrow(message);

  await writeFile(log, Buffer.concat([bytes.subarray(0, third), bytes.subarray(fourth)]));
  expect((await trainTiny({ out, resume: true })).last.epoch).toBe(4);
});

test('a log without its beginning is refused, and says so', async () => {
  const out = join(await temporaryFolder(), 'run');
  await expect(trainTiny({ out, epochs: 4 }, stopAt(15))).rejects.toThrow('Stopped');
  const log = join(out, 'log.jsonl');
  await writeFile(log, (await readFile(log, 'utf8')).split('\n').slice(1).join('\n'));
  await expect(trainTiny({ out, resume: true })).rejects.toThrow(
    'a log begins with a line of type "start". The run goes on once the file is as it was',
  );
});

test('a run that is named twice is shown once', async () => {
  const folder = await temporaryFolder();
  const [out, link, report] = ['run', 'link', 'report.html'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await trainTiny({ out, epochs: 1 });
  await symlink(out, link);
  expect(await writeReport([out, `${out}/`, link, join(folder, '.', 'run')], report)).toBe(1);
  const page = await readFile(report, 'utf8');
  expect(JSON.parse(/<script[^>]*id="runs"[^>]*>([\s\S]*?)<\/script>/.exec(page)![1]!)).toHaveLength(1);
});

test.skipIf(process.platform === 'win32')(
  'a named pipe in place of a log is refused, and nobody waits for it',
  async () => {
    const folder = await temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'log.jsonl')]);
    await expect(writeReport([folder], join(folder, 'report.html'))).rejects.toThrow(
      `Cannot read the log ${join(folder, 'log.jsonl')}: it is a pipe or a device, not a file.`,
    );
    await expect(trainTiny({ out: folder, resume: true })).rejects.toThrow(
      'log.jsonl: it is a pipe or a device, not a file.',
    );
  },
);
