import { type Command, Option } from 'commander';
import { wholeNumberFrom } from '../../../checks';
import { startBackend } from '../../backend/start-backend';
import { shownName } from '../../data/text/quoted';
import {
  classifierFolder,
  type LoadedClassifier,
  loadClassifier,
} from '../../files/classifier/load-classifier';
import { percent } from '../../log/format';
import { picturesAt } from '../../run/classifier/pictures-at';
import { predictPictures } from '../../run/classifier/predict-pictures';
import { printAnswer } from '../guard-output';
import { addHelp } from '../help/add-help';
import { numberThat } from '../option-values';
import { printText, printWarning } from '../terminal/print';
import { terminalOf } from '../terminal/terminal';
import { padTo, widthOf } from '../terminal/width';
import { type UseOptions, useOptions } from './common-options';

/** A class and its probability. */
interface Prediction {
  label: string;
  probability: number;
}

/** What is printed of a picture: its classes, the likeliest first, or why it cannot be read. */
type Answer = { path: string; classes: Prediction[] } | { path: string; error: string };

/** Adds `mbib predict`: what a classifier makes of pictures. */
export function addPredict(program: Command, start = 'npx mbib'): void {
  const command = program
    .command('predict')
    .description('what the classifier of a run makes of pictures')
    .argument('<run>', 'folder of a run, or of a classifier')
    .argument('<image...>', 'pictures, or folders of pictures')
    .addOption(
      new Option('--top <n>', 'classes to print of each picture, the likeliest first')
        .argParser(numberThat(wholeNumberFrom(1)))
        .default(3),
    );
  for (const option of useOptions()) command.addOption(option);
  command.action(predict);
  addHelp(command, `${start} predict`, {
    examples: [
      [['runs/birds', 'tit.jpg', 'new-birds'], 'a picture, and all pictures of a folder'],
      [['runs/birds', 'new-birds', '--top', '1', '--json'], 'the likeliest class only, for a program'],
    ],
    guide: 'docs/classifiers.md',
  });
}

async function predict(
  run: string,
  images: string[],
  { top, backend, workers, json }: UseOptions & { top: number },
): Promise<void> {
  // What does not exist is told before a backend starts.
  classifierFolder(run);
  const named = await picturesAt(images);
  await startBackend(backend);
  const classifier = await loadClassifier(run);
  const { pictures, probabilities, unreadable } = await predictPictures(classifier, named.list, { workers });
  const errors = new Map(unreadable.map(({ place, reason }) => [place, reason]));
  const rows = new Map(Array.from(pictures, (picture, i) => [named.names[picture]!, probabilities[i]!]));
  const answers: Answer[] = [
    ...named.names.map((path) => {
      const row = rows.get(path);
      return row ? { path, classes: likeliest(classifier, row, top) } : { path, error: errors.get(path)! };
    }),
    ...named.problems.map(({ path, reason }) => ({ path, error: reason })),
  ];
  if (json) await printAnswer(JSON.stringify(answers, null, 2));
  else await tell(answers);
  if (answers.some((answer) => 'error' in answer)) process.exitCode = 1;
}

function likeliest({ labels }: LoadedClassifier, row: Float32Array, top: number): Prediction[] {
  return Array.from(row, (probability, k) => ({ label: labels[k]!, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, top);
}

async function tell(answers: readonly Answer[]): Promise<void> {
  const { width } = terminalOf(process.stdout);
  const widest = answers.reduce((most, { path }) => Math.max(most, widthOf(shownName(path))), 0);
  for (const answer of answers) {
    const name = shownName(answer.path);
    if ('error' in answer) printWarning(`${name} ${answer.error}`, (text, { red }) => red(text));
    else {
      const classes = answer.classes.map(
        ({ label, probability }) => `${shownName(label)} ${percent(probability)} %`,
      );
      await printText(predictionLines(name, widest, classes, width), (text, { bold }) =>
        text.replace(classes[0]!, (first) => bold(first)),
      );
    }
  }
}

/** A picture and its classes in columns or, where they do not fit, the classes below it, one a line. */
function predictionLines(name: string, widest: number, classes: readonly string[], width: number): string {
  const line = `${padTo(name, widest)}  ${classes.join(', ')}`;
  if (widthOf(line) <= width) return line;
  return [name, ...classes.map((each) => `  ${each}`)].join('\n');
}
