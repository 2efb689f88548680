import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { learningRateSchedule, sgd } from '../../src/training';

let x: tf.Tensor;
let y: tf.Tensor;
let model: tfl.LayersModel;

beforeEach(() => {
  x = tf.ones([4, 2]);
  y = tf.zeros([4, 1]);
  const input = tfl.input({ shape: [2] });
  const output = tfl.layers.dense({ units: 1 }).apply(input) as tfl.SymbolicTensor;
  model = tfl.model({ inputs: input, outputs: output });
});

afterEach(() => {
  tf.dispose([x, y]);
  model.dispose();
});

type Callbacks = NonNullable<tfl.ModelFitArgs['callbacks']>;
const kinds = ['schedule', 'plain', 'tfjs-vis', 'CustomCallback', 'earlyStopping'] as const;

/** Trains for two epochs of two steps with a list of callbacks of these kinds, and tells what each of them saw. */
async function train(list: readonly (typeof kinds)[number][], fit: 'fit' | 'fitDataset' = 'fit') {
  const optimizer = sgd({ learningRate: 1 });
  const setRate = vi.spyOn(optimizer, 'setLearningRate');
  const seen: string[] = [];
  const note = (entry: number) => ({
    onEpochEnd: (epoch: number, logs?: tfl.Logs) => {
      seen.push(`${entry}: epoch ${epoch} ${typeof logs!.loss}`);
    },
    onBatchEnd: (batch: number) => {
      seen.push(`${entry}: batch ${batch}`);
    },
  });
  const makers = {
    schedule: () => learningRateSchedule(optimizer, (epoch) => 0.1 + epoch, { per: 'step' }),
    plain: note,
    // tfjs-vis gives handlers that it has bound to its surface, with others that are undefined.
    'tfjs-vis': (entry: number) => ({ ...note(entry), onTrainBegin: undefined }),
    CustomCallback: (entry: number) => new tfl.CustomCallback(note(entry)),
    earlyStopping: () => tfl.callbacks.earlyStopping({ monitor: 'loss', patience: 9 }),
  };
  model.compile({ optimizer, loss: 'meanSquaredError' });
  const callbacks = list.map((kind, entry) => makers[kind](entry)) as unknown as Callbacks;
  if (fit === 'fit') await model.fit(x, y, { epochs: 2, batchSize: 2, verbose: 0, callbacks });
  else await model.fitDataset(twoBatches(), { epochs: 2, verbose: 0, callbacks });
  return { rates: setRate.mock.calls.map(([rate]) => rate), seen: seen.sort() };
}

function twoBatches() {
  const iterator = async () => {
    let given = 0;
    return {
      next: async () => {
        const done = given++ >= 2;
        return { done, value: done ? null : { xs: tf.ones([2, 2]), ys: tf.zeros([2, 1]) } };
      },
    };
  };
  return { size: 2, iterator } as unknown as Parameters<tfl.LayersModel['fitDataset']>[0];
}

const rates = [0.1, 0.6, 1.1, 1.6].map((rate) => expect.closeTo(rate, 12));

/** What callbacks of a list see in two epochs of two steps, each once. */
function expectedOf(list: readonly (typeof kinds)[number][]): string[] {
  return list
    .flatMap((kind, entry) =>
      kind === 'schedule' || kind === 'earlyStopping'
        ? []
        : ['batch 0', 'batch 0', 'batch 1', 'batch 1', 'epoch 0 number', 'epoch 1 number'].map(
            (what) => `${entry}: ${what}`,
          ),
    )
    .sort();
}

describe('learningRateSchedule', () => {
  test.each([
    [['plain', 'schedule']],
    [['schedule', 'plain']],
    [['tfjs-vis', 'schedule']],
    [['CustomCallback', 'schedule']],
    [['schedule', 'CustomCallback']],
    [['plain', 'CustomCallback', 'schedule', 'earlyStopping']],
    [['earlyStopping', 'plain', 'schedule']],
  ] as (typeof kinds)[number][][][])('works in the list %j, in fit and fitDataset', async (list) => {
    for (const fit of ['fit', 'fitDataset'] as const) {
      expect(await train(list, fit)).toEqual({ rates, seen: expectedOf(list) });
    }
  });

  test('law: it works anywhere in a list of any callbacks, and each of them is called', async () => {
    const others = fc.array(fc.constantFrom(...kinds.slice(1)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(others, others, async (before, after) => {
        const list = [...before, 'schedule', ...after] as const;
        expect(await train(list)).toEqual({ rates, seen: expectedOf(list) });
      }),
      { numRuns: 15 },
    );
  });

  test('works where it is made in the call of fit, and in a sequential model', async () => {
    const sequential = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2] })] });
    for (const each of [model, sequential]) {
      const optimizer = sgd({ learningRate: 1 });
      each.compile({ optimizer, loss: 'meanSquaredError' });
      await each.fit(x, y, {
        epochs: 1,
        verbose: 0,
        callbacks: [{ onEpochEnd: () => {} }, learningRateSchedule(optimizer, () => 0.1)],
      });
      expect(optimizer.learningRate).toBe(0.1);
    }
    sequential.dispose();
  });

  test('leaves the list of the caller as it is, and `fit` one that is replaced once', async () => {
    const optimizer = sgd({ learningRate: 1 });
    const schedule = learningRateSchedule(optimizer, () => 0.1);
    const { fit } = tfl.LayersModel.prototype;
    learningRateSchedule(optimizer, () => 0.1);
    expect(tfl.LayersModel.prototype.fit).toBe(fit);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const plain = { onEpochEnd: vi.fn() };
    const callbacks = [plain, schedule] as unknown as Callbacks & unknown[];
    await model.fit(x, y, { epochs: 1, verbose: 0, callbacks });
    expect(callbacks).toEqual([plain, schedule]);
    expect(callbacks[0]).toBe(plain);
    expect(plain.onEpochEnd).toHaveBeenCalledTimes(1);
  });

  test('an error in a plain object of a mixed list still ends fit', async () => {
    const optimizer = sgd({ learningRate: 1 });
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const plain = {
      onEpochEnd: () => {
        throw new Error('enough');
      },
    };
    const callbacks = [learningRateSchedule(optimizer, () => 0.1), plain] as unknown as Callbacks;
    await expect(model.fit(x, y, { epochs: 3, verbose: 0, callbacks })).rejects.toThrow('enough');
  });
});
