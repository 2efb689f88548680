import { type Command, Option } from 'commander';
import { assertNotNegative } from '../../../checks';
import { startBackend } from '../../backend/start-backend';
import { assertUint32 } from '../../data/uint32';
import { classifierFolder, loadClassifier } from '../../files/classifier/load-classifier';
import { evaluateClassifier } from '../../run/classifier/evaluate-classifier';
import { type EvaluatedPart, evaluatedParts, testPictures } from '../../run/classifier/test-pictures';
import { printAnswer } from '../guard-output';
import { addHelp } from '../help/add-help';
import { choiceOption, numberThat } from '../option-values';
import { printText } from '../terminal/print';
import { terminalOf } from '../terminal/terminal';
import { type UseOptions, useOptions } from './common-options';
import { describeEvaluation } from './describe-evaluation';

interface EvaluateCommandOptions extends UseOptions {
  data: string;
  part?: EvaluatedPart;
  splitSeed?: number;
  many?: number;
  few?: number;
}

/** Adds `mbib evaluate`: the figures of a classifier on labelled pictures. */
export function addEvaluate(program: Command, start = 'npx mbib'): void {
  const bound = numberThat(assertNotNegative);
  const command = program
    .command('evaluate')
    .description('measure the classifier of a run on a folder of pictures, with intervals of 95 %')
    .argument('<run>', 'folder of a run, or of a classifier')
    .requiredOption(
      '--data <folder>',
      'with a folder of pictures for each class, or with train, val and test',
    )
    .addOption(
      choiceOption(
        '--part <name>',
        'what of the folder (default: test where it has that folder or the run has split it, else all)',
        evaluatedParts,
      ),
    )
    .addOption(
      new Option('--split-seed <n>', 'of a split of the folder (default: that of the run)').argParser(
        numberThat(assertUint32),
      ),
    )
    .addOption(
      new Option(
        '--many <n>',
        'classes with more training images are many-shot (default: as trained)',
      ).argParser(bound),
    )
    .addOption(
      new Option(
        '--few <n>',
        'classes with fewer training images are few-shot (default: as trained)',
      ).argParser(bound),
    );
  for (const option of useOptions()) command.addOption(option);
  command.action(evaluate);
  addHelp(command, `${start} evaluate`, {
    examples: [
      [['runs/birds', '--data', 'birds'], 'on the test pictures that the training has not seen'],
      [['runs/birds', '--data', 'new-birds', '--part', 'all', '--json'], 'on other pictures, for a program'],
    ],
    guide: 'docs/classifiers.md',
  });
}

async function evaluate(run: string, options: EvaluateCommandOptions): Promise<void> {
  const { data, part, splitSeed, many, few, backend, workers, json } = options;
  const pictures = await testPictures(classifierFolder(run), data, { part, splitSeed });
  await startBackend(backend);
  const classifier = await loadClassifier(run);
  const bounds = { many: many ?? classifier.bounds.many, few: few ?? classifier.bounds.few };
  const evaluation = await evaluateClassifier(classifier, pictures.list, { bounds, workers });
  if (json) {
    const { labels, samplesPerClass } = classifier;
    const about = {
      data,
      part: pictures.part,
      splitSeed: pictures.splitSeed,
      splitOfRun: pictures.splitOfRun,
      bounds,
      labels,
      samplesPerClass,
    };
    await printAnswer(JSON.stringify({ ...about, ...evaluation }, null, 2));
    return;
  }
  const { width } = terminalOf(process.stdout);
  const lines = describeEvaluation({ ...classifier, bounds }, evaluation, { data, ...pictures }, width);
  await printText(lines.join('\n'));
}
