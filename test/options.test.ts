import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import * as fc from 'fast-check';
import {
  balancedSoftmaxLoss,
  bibLoss,
  classificationMetrics,
  expectedCalibrationError,
  longTailedCounts,
  mbibHeads,
  mbibLoss,
  meanPositivePosterior,
  selfDistillationLoss,
  shotAccuracy,
  withMBIB,
} from 'mbib';
import { cosine, learningRateSchedule, scaleEpochs, sgd, warmupStep } from 'mbib/training';
import { describe, expect, it } from 'vitest';
import { assertFinite, show } from '../src/checks';
import { resolveOptions } from '../src/options';

const known = {
  rate: { check: assertFinite },
  scale: { check: assertFinite, default: 2 },
} as const;

describe('resolveOptions', () => {
  it('gives each option as it was given, or its default', () => {
    expect(resolveOptions({ rate: 1 }, known)).toEqual({ rate: 1, scale: 2 });
    expect(resolveOptions({ rate: 1, scale: 3 }, known)).toEqual({ rate: 1, scale: 3 });
  });

  it('says that there is no option where there is none', () => {
    expect(() => resolveOptions({ data: 1 }, {})).toThrow(new TypeError('options must be empty, got data'));
  });

  it('takes undefined for an option that is not given', () => {
    expect(resolveOptions({ rate: 1, scale: undefined }, known).scale).toBe(2);
    expect(() => resolveOptions({ rate: undefined }, known)).toThrow(
      new TypeError('options.rate must be given, got nothing'),
    );
  });

  it('reads own keys only, of what is given and of what is known', () => {
    const inherited = Object.create({ rate: 1 });
    expect(() => resolveOptions(inherited, known)).toThrow('options.rate must be given');
    for (const name of ['toString', 'constructor', '__proto__']) {
      const options = JSON.parse(`{ "rate": 1, "${name}": 5 }`);
      expect(() => resolveOptions(options, known)).toThrow(
        new TypeError(`options must hold rate, scale only, got ${name}`),
      );
    }
  });

  it.each([new Map([['rate', 1]]), Promise.resolve({ rate: 1 }), new Float32Array(0), new Date(0)])(
    'refuses an object whose own keys do not say what it holds: %s',
    (options) => {
      expect(() => resolveOptions(options, known)).toThrow('options must be an object with rate, scale');
    },
  );

  it('refuses what is no object', () => {
    for (const options of [null, 5, 'rate', [1], () => 1]) {
      expect(() => resolveOptions(options as object, known)).toThrow(
        /options must be an object with rate, scale, got/,
      );
    }
  });

  it('tells text from a number, and a wrong type from a wrong value', () => {
    expect(() => resolveOptions({ rate: '5' }, known)).toThrow(
      new TypeError("options.rate must be a finite number, got '5'"),
    );
    expect(() => resolveOptions({ rate: Number.NaN }, known)).toThrow(
      new RangeError('options.rate must be a finite number, got NaN'),
    );
  });
});

describe('show', () => {
  it('makes a short text of any value, and never throws', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withTypedArray: true, withNullPrototype: true }),
        (value) => {
          expect(show(value).length).toBeLessThanOrEqual(81);
        },
      ),
    );
    expect(show({ toString: 1 })).toBe('an object');
    expect(show(Symbol('s'))).toBe('Symbol(s)');
  });
});

describe('an unknown option is one kind of error wherever options are read', () => {
  const labels = tf.tensor1d([0, 1], 'int32');
  const logits = tf.zeros([2, 2]);
  const unknown = { unheardOf: 1 } as never;
  const backbone = () =>
    tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [2], name: 'deep' })] });
  const netOf = (model: tfl.LayersModel) => withMBIB(model, ['deep'], { classes: 2 });
  it.each<[string, () => unknown]>([
    ['mbibLoss', () => mbibLoss(labels, [logits], logits, [1, 1], unknown)],
    ['net.loss', () => netOf(backbone()).loss({ samplesPerClass: [1, 1], ...(unknown as object) })],
    ['net.logits', () => netOf(backbone()).logits(logits, unknown)],
    ['balancedSoftmaxLoss', () => balancedSoftmaxLoss(labels, logits, [1, 1], unknown)],
    ['bibLoss', () => bibLoss(labels, logits, logits, [1, 1], unknown)],
    ['selfDistillationLoss', () => selfDistillationLoss(logits, logits, [1, 1], unknown)],
    ['withMBIB', () => withMBIB(backbone(), ['deep'], unknown)],
    ['shotAccuracy', () => shotAccuracy([0], [0], [1, 1], unknown)],
    ['classificationMetrics', () => classificationMetrics([0], [0], unknown)],
    ['expectedCalibrationError', () => expectedCalibrationError([0, 1], logits, unknown)],
    ['meanPositivePosterior', () => meanPositivePosterior([0, 1], logits, unknown)],
    ['longTailedCounts', () => longTailedCounts(unknown)],
    ['sgd', () => sgd(unknown)],
    ['warmupStep', () => warmupStep(unknown)],
    ['cosine', () => cosine(unknown)],
    ['scaleEpochs', () => scaleEpochs((epoch) => epoch, unknown)],
    ['learningRateSchedule', () => learningRateSchedule(sgd({ learningRate: 1 }), (epoch) => epoch, unknown)],
  ])('%s', async (_, call) => {
    const error: unknown = await Promise.resolve()
      .then(call)
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toMatch(/^options must hold .* only, got unheardOf$/);
  });
});

describe('a value of another type is a TypeError, a value that does not fit a RangeError', () => {
  const labels = tf.tensor1d([0, 1], 'int32');
  const logits = tf.zeros([2, 2]);
  const mbib = (options: object) => mbibLoss(labels, [logits], logits, [1, 1], options);
  const counts = (samplesPerClass: unknown) => bibLoss(labels, logits, logits, samplesPerClass as number[]);
  it.each<[string, () => unknown]>([
    ['counts as text', () => counts('11')],
    ['a count as text', () => counts([1, '1'])],
    ['no counts', () => counts(undefined)],
    ['a reduction of 5', () => mbib({ reduction: 5 })],
    ['connections of 5', () => mbib({ connections: 5 })],
    ['no connection in the list', () => mbib({ connections: [null] })],
    ['tapWeights that are no list', () => mbib({ tapWeights: new DataView(new ArrayBuffer(8)) })],
    ['tapLogits that are no list', () => mbibLoss(labels, logits as never, logits, [1, 1])],
    ['decayed that is no function', () => sgd({ learningRate: 1, decayed: 5 as never })],
  ])('type: %s', (_, call) => {
    expect(call).toThrow(TypeError);
  });
  it.each<[string, () => unknown]>([
    ['a count of 0', () => counts([1, 0])],
    ['too many counts', () => counts([1, 1, 1])],
    ['a misspelt reduction', () => mbib({ reduction: 'maen' })],
    ['misspelt connections', () => mbib({ connections: 'mixtrue' })],
    ['an empty list of connections', () => mbib({ connections: [] })],
    ['an empty list of tap weights', () => mbib({ tapWeights: [] })],
    ['no tap', () => mbibLoss(labels, [], logits, [1, 1])],
  ])('value: %s', (_, call) => {
    expect(call).toThrow(RangeError);
  });

  it('names gradients that are none, and a hole in a list', () => {
    const optimizer = sgd({ learningRate: 1 });
    for (const none of [undefined, null]) {
      expect(() => optimizer.applyGradients(none as never)).toThrow(
        /^gradients must be an object with the names/,
      );
    }
    const groups: { match: string }[] = [];
    groups[1] = { match: 'a' };
    expect(() => sgd({ learningRate: 1, groups })).toThrow('options.groups[0] must be an object with match');
    const milestones: number[] = [];
    milestones[1] = 5;
    expect(() => warmupStep({ learningRate: 1, milestones })).toThrow(
      'options.milestones[0] must be a finite',
    );
  });

  it('keeps no array that its caller may change', async () => {
    const milestones = [1];
    const schedule = warmupStep({ learningRate: 1, warmupEpochs: 0, milestones });
    const counts = [9, 1];
    const heads = mbibHeads({ widths: [2], classes: 2 });
    const loss = heads.loss({ samplesPerClass: counts, beta: 0 });
    // Read asynchronously, as WebGPU in Node has no other way.
    const of = () => tf.tidy(() => loss(labels, tf.ones([2, 4]))).array();
    const before = [schedule(2), await of()];
    milestones[0] = 5;
    counts[0] = 1;
    expect([schedule(2), await of()]).toEqual(before);
    heads.dispose();
  });

  it('reads no option of an optimizer that is inherited', () => {
    const options = Object.assign(Object.create({ decayed: 'no function' }), { learningRate: 1 });
    expect(() => sgd(options).getConfig()).not.toThrow();
  });
});
