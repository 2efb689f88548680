import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { balancedSoftmaxLoss, classWeights, mbibLoss, shotAccuracy, withMBIB } from 'mbib';
import { loadClassifier, parseRunLog, readFeatures } from 'mbib/jobs';
import { adamW, sgd } from 'mbib/training';
import { describe, expect, test } from 'vitest';
import { collectMessages, messagesOf } from '../../docs/.vitepress/messages/collect';
import { topics } from '../../docs/.vitepress/messages/topics';
import { messagePage, topicOf } from '../../docs/.vitepress/messages/write';

const messages = collectMessages(fileURLToPath(new URL('../../', import.meta.url)));
const page = messagePage(messages);
const logits = tf.zeros<tf.Rank.R2>([2, 3]);
const labels = tf.tensor1d([0, 2], 'int32');

/** Whether the page has a message, or a part of it that is more than two words; … stands for anything. */
function isListed(message: string): boolean {
  return messages.some(({ text }) => {
    const parts = text.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return /(\w+\W+){3}/.test(text.replaceAll('…', '')) && new RegExp(parts.join('.*'), 's').test(message);
  });
}

describe('docs/errors.md on the site', () => {
  test('has every message of the sources, under a topic', () => {
    expect(messages.length).toBeGreaterThan(450);
    expect(messages.filter((message) => !topicOf(message))).toEqual([]);
    expect(messages.filter(({ text }) => !page.includes(text))).toEqual([]);
    expect(topics.filter(({ title }) => !page.includes(`### ${title}\n`))).toEqual([]);
  });

  test.each<[string, () => unknown]>([
    ['an option', () => balancedSoftmaxLoss(labels, logits, [1, 1, 1], { m: Number.NaN })],
    ['an unknown option', () => balancedSoftmaxLoss(labels, logits, [1, 1, 1], { n: 1 } as object)],
    ['counts', () => balancedSoftmaxLoss(labels, logits, [1, 1])],
    ['a count', () => classWeights([1, 0])],
    ['tap weights', () => mbibLoss(labels, [logits, logits], logits, [1, 1, 1])],
    ['a shape', () => balancedSoftmaxLoss(labels, tf.zeros([3]), [1, 1, 1])],
    ['an optimizer', () => sgd({ learningRate: -1 })],
    ['another optimizer', () => adamW({ learningRate: 1, beta1: 2 } as never)],
    ['metrics', () => shotAccuracy([0, 1], [0], [1, 1])],
    [
      'taps',
      () =>
        withMBIB(tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] }), ['x'], {
          classes: 2,
        }),
    ],
    ['a log', () => parseRunLog('nothing', 'mine', 'log.jsonl')],
    ['a classifier', () => loadClassifier('no/such/folder')],
    ['features', () => readFeatures('no/such.npy')],
  ])('has what a wrong use says: %s', async (_, use) => {
    const error = await Promise.resolve()
      .then(use)
      .then(
        () => undefined,
        (thrown: Error) => thrown,
      );
    expect(error).toBeInstanceOf(Error);
    expect(error!.message).toSatisfy(isListed);
  });
});

test('messages are found in templates, conditions, constants, functions and sentences', () => {
  const code = `
    const advice = 'Try again later.';
    function reason(x) { return x ? 'it is too big' : 'it is too small'; }
    throw new Error(\`Cannot use \${x}: \${reason(x)}. \${advice}\`);
    reject(argument, \`be at most \${limit}\`, show(value));
    throw new RangeError(big ? 'one is big' : 'one ' + 'is small');`;
  expect(messagesOf(code)).toEqual([
    'Cannot use …: it is too big. Try again later.',
    'Cannot use …: it is too small. Try again later.',
    '… must be at most …, got …',
    'one is big',
    'one is small',
  ]);
});
