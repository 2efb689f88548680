#!/usr/bin/env node
import { Command, Option } from 'commander';
import { demo, demoDefaults } from '../src/jobs/command/demo';
import { addJobOptions, addPhotoOptions } from '../src/jobs/command/job-command';
import { oneOf, wholeNumber } from '../src/jobs/command/option-values';
import { digitsDefaults } from '../src/jobs/data/digits/digits-defaults';
import { writeReport } from '../src/jobs/files/write-report';
import { messageOf } from '../src/jobs/log/message-of';
import { backboneNames } from '../src/jobs/nets/backbones';
import type { RunResult } from '../src/jobs/run/finish';
import { InterruptedError } from '../src/jobs/run/interrupt';
import { groups } from '../src/jobs/run/progress-lines';
import { cifar100Defaults, imbalanceFactors, trainCifar100 } from './cifar100-lt';
import { trainDigits } from './digits';
import { imagenetLtBackbones, imagenetLtDefaults, trainImagenetLt } from './imagenet-lt';
import { inaturalist2018Defaults, trainInaturalist2018 } from './inaturalist2018';

const program = new Command('mbib').description(
  'Long-tailed recognition with balanced information bottlenecks (BIB, MBIB), in TensorFlow.js.',
);

const train = program.command('train').description('train a method on a long-tailed data set');

const cifar100 = train
  .command('cifar100-lt')
  .description('ResNet-32 on CIFAR-100-LT')
  .requiredOption('--data <path>', 'cifar-100-binary.tar.gz, or the folder it extracts to')
  .option(
    '--imbalance <factor>',
    `most frequent class over rarest: ${imbalanceFactors.join(', ')} (default: ${cifar100Defaults.imbalance})`,
    oneOf(imbalanceFactors),
  );
addJobOptions(cifar100, cifar100Defaults).action(async ({ data, ...given }) =>
  tellResult(await trainCifar100(data, given)),
);

const imagenetLt = train
  .command('imagenet-lt')
  .description('ResNet-10 or ResNeXt-50 on ImageNet-LT')
  .requiredOption('--data <folder>', 'with ImageNet_LT_{train,val,test}.txt and the images that they name')
  .addOption(
    new Option('--evaluate <images>', 'what measures the run (default: test)').choices(['test', 'val']),
  );
addPhotoOptions(imagenetLt, Object.keys(imagenetLtBackbones), {
  ...imagenetLtDefaults,
  batchSize: '128, for resnext50 64',
  learningRate: '0.05, for resnext50 0.025',
});
addJobOptions(imagenetLt, imagenetLtDefaults).action(async ({ data, ...given }) =>
  tellResult(await trainImagenetLt(data, given)),
);

const inaturalist2018 = train
  .command('inaturalist2018')
  .description('ResNet-50 on iNaturalist 2018')
  .requiredOption(
    '--data <folder>',
    'with train2018.json and val2018.json, or lists, and the images that they name',
  );
addPhotoOptions(inaturalist2018, backboneNames, {
  ...inaturalist2018Defaults,
  batchSize: '64',
  learningRate: '0.025',
});
addJobOptions(inaturalist2018, inaturalist2018Defaults).action(async ({ data, ...given }) =>
  tellResult(await trainInaturalist2018(data, given)),
);

const digits = train
  .command('digits')
  .description('a small convnet on the bundled handwritten digits, made long-tailed');
addJobOptions(digits, digitsDefaults).action(async (given) => tellResult(await trainDigits(given)));

program
  .command('demo')
  .description('cross entropy against MBIB on the bundled digits, five seeds each, in about a minute')
  .option('--seeds <n>', `trainings of each method (default: ${demoDefaults.seeds})`, wholeNumber(1, 100))
  .option('--out <folder>', 'folder of the results (default: runs/demo, or the next free number)')
  .action(demo);

program
  .command('report')
  .description('one page that compares runs, finished or not')
  .argument('<run...>', 'folders of runs, each with a log.jsonl')
  .option('--out <file>', 'the page; replaced if it exists', 'report.html')
  .action(async (runs: string[], { out }: { out: string }) => {
    await writeReport(runs, out);
    console.log(`The report of ${runs.length === 1 ? '1 run' : `${runs.length} runs`} is in ${out}`);
  });

function tellResult({ path, last, best }: RunResult): void {
  console.log(`Last (epoch ${last.epoch})  ${groups(last.accuracy)}`);
  console.log(`Best (epoch ${best.epoch})  ${groups(best.accuracy)}`);
  console.log(`Classifier, metrics.json, log.jsonl and report.html are in ${path}`);
}

/** The command that was called, with --resume. */
function resumeCommand(): string {
  const words = process.argv.slice(2).filter((word) => word !== '--resume');
  const quoted = words.map((word) =>
    /^[\w./=:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return ['npx mbib', ...quoted, '--resume'].join(' ');
}

function exitCodeOf(error: unknown): number {
  if (error instanceof InterruptedError) {
    console.error(`${error.message} Go on with:\n  ${resumeCommand()}`);
    return error.exitCode;
  }
  console.error(`mbib: ${messageOf(error)}`);
  return 1;
}

// The GPU's threads keep Node alive, so the end has to be said.
try {
  await program.parseAsync();
  process.exit();
} catch (error) {
  process.exit(exitCodeOf(error));
}
