// The command mbib in a terminal of `COLUMNS` columns, for each of the command lines that its one argument holds as JSON. Before what a
// command line prints, and at the end of all, there is a mark in both streams.
import { job as cifar100 } from '../../../examples/cifar100-lt';
import { job as digits } from '../../../examples/digits';
import { job as folder } from '../../../examples/folder';
import { job as imagenetLt } from '../../../examples/imagenet-lt';
import { job as inaturalist2018 } from '../../../examples/inaturalist2018';
import { runCommand } from '../../../src/jobs/command/run-command';

const mark = '\u0000';
const streams = [process.stdout, process.stderr];
for (const stream of streams) {
  Object.assign(stream, { isTTY: true, columns: Number(process.env.COLUMNS) });
}

const [node = '', , lines = ''] = process.argv;
const exit = process.exit;
// The next command line follows.
process.exit = (() => {}) as never;
for (const words of JSON.parse(lines) as string[][]) {
  for (const stream of streams) stream.write(mark);
  // No file is called mbib: it is the command of an installed package.
  process.argv = [node, 'mbib', ...words];
  await runCommand([folder, cifar100, imagenetLt, inaturalist2018, digits] as never);
  for (const event of ['uncaughtException', 'unhandledRejection']) process.removeAllListeners(event);
}
for (const stream of streams) stream.write(mark, () => {});
exit(0);
