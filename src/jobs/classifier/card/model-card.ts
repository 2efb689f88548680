import { version_core } from '@tensorflow/tfjs-core';
import { shotBounds } from 'mbib';
import { count, percent } from '../../log/format';
import { groupsOf } from '../../log/groups';
import { mbibVersion } from '../../log/mbib-version';
import { plural } from '../../log/words';
import type { ClassifierDescription, GraphBackboneMetadata } from '../description';
import type { Quantisation } from '../quantise/quantise';
import { featuresCode, nodeCode } from './node-code';
import { pageCode } from './page-code';
import { type ImageForm, pictureForm } from './picture-form';

/** What a classifier takes, and in what form it is saved. */
export interface CardForm {
  /** The image that it takes; left out where it takes features. */
  image?: ImageForm;
  /** Shapes of the features that it takes, without the batch. */
  inputs?: readonly (readonly (number | null)[])[];
  /** The GraphModel beside, where there is one. */
  backbone?: GraphBackboneMetadata;
  /** The smaller form of the weights. */
  quantize?: Quantisation | undefined;
}

/** The text of `README.md`: what a classifier takes and gives, what it was measured at, and code that uses it. */
export function modelCard(description: ClassifierDescription, form: CardForm): string {
  const { dataSet, method, labels, samplesPerClass } = description;
  const images = samplesPerClass.reduce((sum, n) => sum + n, 0);
  const most = samplesPerClass.reduce((a, b) => Math.max(a, b), 0);
  const least = samplesPerClass.reduce((a, b) => Math.min(a, b), Infinity);
  const parts = [
    `# Classifier: ${dataSet}`,
    `Trained by mbib ${mbibVersion} with ${method} on ${plural(images, 'image')} of ${count(labels.length)} classes, ` +
      `${count(most)} of the most frequent and ${count(least)} of the rarest. Made of the layers of TensorFlow.js alone.`,
    '## What it takes and gives',
    takes(form),
    `Out come probabilities \`[batch, ${labels.length}]\`, in the order of \`labels\` in \`labels.json\`.`,
    ...quantised(form),
    '## What it was measured at',
    measured(description),
    ...code(form),
  ];
  return `${parts.join('\n\n')}\n`;
}

function takes({ image, inputs, backbone }: CardForm): string {
  if (!image) {
    const shapes = inputs!.map((shape) => `\`[batch, ${shape.map((size) => size ?? 'any').join(', ')}]\``);
    return `It takes features ${shapes.join(' and ')}, computed as those that it was trained on; see the command of its run.`;
  }
  const { height, width, channels } = image;
  const colours = channels === 3 ? 'RGB, red first' : channels === 1 ? 'grey, black being 0' : 'channels';
  const pixels = `pixels \`[batch, ${height}, ${width}, ${channels}]\`, ${colours}, from 0 to 255, as whole numbers or floats`;
  const form = pictureForm(image);
  if (!backbone) return `It takes ${pixels}. It normalises them itself. ${form}`;
  return (
    `The GraphModel in \`backbone\` computes features of ${pixels}, normalised by the code below; the LayersModel in \`head\` makes ` +
    `probabilities of what its node \`${backbone.node}\` gives. ${form}`
  );
}

function quantised({ quantize }: CardForm): string[] {
  if (quantize === undefined) return [];
  const how =
    quantize === 'uint8'
      ? 'Kernels are stored as whole numbers of 8 bits, vectors as float16'
      : 'Weights are stored as float16';
  return [`${how}; tfjs turns them into float32 when it loads them.`];
}

function measured({
  measured,
  samplesPerClass,
  dataSet,
  bounds = shotBounds,
}: ClassifierDescription): string {
  if (!measured) return 'It was not measured.';
  const { images, accuracy, epoch, testedOn = 'test' } = measured;
  const { many, few } = bounds;
  const groups = groupsOf(samplesPerClass);
  const when = epoch === undefined ? '' : ` after epoch ${epoch}`;
  return [
    `Accuracy${when} on ${plural(images, `${testedOn} image`)} of ${dataSet}, in percent, before any quantisation; by the number of training images ` +
      `of a class: many over ${many}, medium ${few} to ${many}, few under ${few}.`,
    '',
    `| ${groups.join(' | ')} |`,
    `|${groups.map(() => '---').join('|')}|`,
    `| ${groups.map((group) => percent(accuracy[group] ?? null)).join(' | ')} |`,
  ].join('\n');
}

function code({ image: form, inputs, backbone }: CardForm): string[] {
  // A picture has three channels, or becomes grey; the code cannot know what others are.
  const image = form && [1, 3].includes(form.channels) ? form : undefined;
  const node = image
    ? nodeCode(image, backbone)
    : featuresCode(inputs ?? [[form!.height, form!.width, form!.channels]]);
  const inNode = [
    '## In Node',
    `\`npm install @tensorflow/tfjs${image ? ' sharp' : ''}\`, and beside these files:`,
    block('js', node),
  ];
  if (!image) return inNode;
  return [
    '## In a page',
    'Beside these files, on any web server:',
    block('html', pageCode(image, { core: version_core }, backbone)),
    ...inNode,
  ];
}

function block(language: string, code: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}
