import { computed } from './computed';
import type { GroupMeans, Measured } from './measured';
import { mixture } from './mixture';
import { type Chart, chart } from './svg';

const percent = (value: number) => (100 * value).toFixed(0);
const accuracy = { vertical: 'test accuracy, %', format: percent, ticks: [0, 0.25, 0.5, 0.75, 1] };

/** Every figure of docs/learn by its file name. */
export function figures(measured: Measured): Record<string, string> {
  const { samplesPerClass, methods } = measured;
  const { cifar100, push, weights, temperatures } = computed(samplesPerClass);
  const digits = { positions: samplesPerClass.map((_, k) => String(k)), horizontal: 'digit' };
  const [crossEntropy, , , mbib] = methods;
  return {
    'counts-digits.svg': chart({
      title: `Training images of each digit: ${samplesPerClass.join(', ')}`,
      ...digits,
      vertical: 'training images',
      ticks: [0, 25, 50, 75, 100],
      series: [{ name: 'images', values: samplesPerClass }],
      form: 'bars',
      written: true,
    }),
    'counts-cifar100.svg': chart({
      title: `Training images of each class of CIFAR-100-LT, from ${cifar100[0]} down to ${cifar100.at(-1)}`,
      positions: cifar100.map((_, k) => String(k)),
      horizontal: 'class',
      vertical: 'training images',
      ticks: [0, 100, 200, 300, 400, 500],
      series: [{ name: 'images', values: cifar100 }],
      form: 'bars',
    }),
    'accuracy-by-class.svg': chart({
      title: `Test accuracy of each digit by ${crossEntropy!.method} and by ${mbib!.method}`,
      ...digits,
      ...accuracy,
      series: [crossEntropy!, mbib!].map(({ method, perClass }) => ({ name: method, values: perClass })),
      form: 'bars',
    }),
    'push.svg': pushChart(digits, push),
    'mixture.svg': mixture(),
    'weights.svg': chart({
      title: 'Class weights of the digits for m = 0, 0.1, 0.5 and 1',
      ...digits,
      vertical: 'class weight',
      ticks: [0.01, 0.1, 1, 10],
      logarithmic: true,
      series: weights.map(({ m, values }) => ({ name: `m = ${m}`, values })),
      form: 'lines',
    }),
    'temperatures.svg': chart({
      title: 'Class temperatures of the digits for γ = 0, 0.25, 0.5 and 1',
      ...digits,
      vertical: 'temperature',
      ticks: [1, 10, 100],
      logarithmic: true,
      series: temperatures.map(({ gamma, values }) => ({ name: `γ = ${gamma}`, values })),
      form: 'lines',
    }),
    'methods.svg': groups(
      'by method',
      'method',
      methods.map((row) => [row.method, row]),
    ),
    'beta.svg': groups(
      'of MBIB by β',
      'β',
      measured.betas.map((row) => [String(row.beta), row]),
    ),
    'gamma.svg': groups(
      'of MBIB by γ, β = 1',
      'γ',
      measured.gammas.map((row) => [String(row.gamma), row]),
    ),
    'taps.svg': groups(
      'of MBIB by the number of taps, β = 1',
      'taps',
      measured.taps.map((row) => [String(row.taps), row]),
    ),
  };
}

function pushChart(
  digits: Pick<Chart, 'positions' | 'horizontal'>,
  { crossEntropy, balancedSoftmax }: Record<'crossEntropy' | 'balancedSoftmax', number[]>,
): string {
  return chart({
    title:
      'How far an image of a zero pushes the logits of the other digits down, by cross entropy and by balanced softmax',
    positions: digits.positions.slice(1),
    horizontal: 'digit',
    vertical: 'push on its logit',
    ticks: [0, 0.05, 0.1, 0.15, 0.2, 0.25],
    series: [
      { name: 'cross entropy', values: crossEntropy.slice(1) },
      { name: 'balanced softmax', values: balancedSoftmax.slice(1) },
    ],
    form: 'bars',
  });
}

/** Accuracies over all, the medium-shot and the few-shot digits, for some settings. */
function groups(of: string, horizontal: string, rows: [name: string, means: GroupMeans][]): string {
  const series = (['all', 'medium', 'few'] as const).map((group) => ({
    name: group === 'all' ? 'all digits' : `${group}-shot`,
    values: rows.map(([, means]) => means[group]),
  }));
  return chart({
    title: `Test accuracy ${of}: ${rows.map(([name, { all, few }]) => `${name}: all ${percent(all)} %, few-shot ${percent(few)} %`).join('; ')}`,
    positions: rows.map(([name]) => name),
    horizontal,
    ...accuracy,
    series,
    form: 'bars',
    written: true,
  });
}
