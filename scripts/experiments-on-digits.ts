import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

// Trains every file of experiments/ on the digits, one epoch and one seed a run, and says where the pages are. What is finished is not
// trained again.
//
//   npm run experiments:digits                        # all, into runs/
//   npm run experiments:digits -- table5 figure8      # some of them

const set = ['job=digits', 'epochs=1', 'seeds=1', 'backend=wasm'].flatMap((each) => ['--set', each]);
const folder = 'experiments';
const names = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
const asked = process.argv.slice(2).map((name) => `${name.replace(/\.yaml$/, '')}.yaml`);
const unknown = asked.find((name) => !names.includes(name));
if (unknown !== undefined) throw new Error(`${folder} has no ${unknown}; it has ${names.join(', ')}`);

const failed: string[] = [];
for (const name of asked.length > 0 ? asked : names) {
  const words = ['--import', 'tsx', 'examples/mbib.ts', 'experiment', join(folder, name), '--workers', '2'];
  const child = spawn(process.execPath, [...words, ...set], { stdio: 'inherit' });
  const [code, signal] = await once(child, 'exit');
  if (signal !== null || code > 128) process.exit(code ?? 1);
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) throw new Error(`not finished: ${failed.join(', ')}`);
