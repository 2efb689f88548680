import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adamW, type ParameterGroup, type SgdOptions, sgd } from '../../src/training';
import { copyOf, madeAgain, restore, step } from './step';
import { expectNoTensorLeft, variable } from './variables';

expectNoTensorLeft();

/** How far each variable moves by a gradient of 1, from 0. */
async function moves(names: string[], options: Omit<SgdOptions, 'learningRate'>, rates: number[] = []) {
  const variables = names.map((name) => variable([0], name));
  const optimizer = sgd({ learningRate: 1, ...options });
  for (const rate of rates) optimizer.learningRate = rate;
  step(optimizer, Object.fromEntries(names.map((name) => [name, [-1]])));
  const values = await Promise.all(variables.map(async (moved) => (await moved.data())[0]));
  optimizer.dispose();
  tf.dispose(variables);
  return values;
}

describe('a group has the variables', () => {
  const names = ['head/kernel', 'head2/kernel', 'my/head/kernel', 'head'];
  test.each<[string, ParameterGroup['match'], number[]]>([
    ['whose name begins with its text', 'head/', [8, 1, 1, 1]],
    ['whose name begins with its text, which need not end at a slash', 'head', [8, 8, 1, 8]],
    ['in whose name its expression has a match', /head\/k/, [8, 1, 8, 1]],
    ['with flag i', /^HEAD2?\//i, [8, 8, 1, 1]],
    ['with flag g, for every variable from the start', /head/g, [8, 8, 8, 8]],
    ['with flag y, at the start of every name', /head/y, [8, 8, 1, 8]],
  ])('%s', async (_, match, expected) => {
    expect(await moves(names, { groups: [{ match, learningRate: 8 }] })).toEqual(expected);
  });

  test('of the first group that matches', async () => {
    const groups = [
      { match: 'a/', learningRate: 2 },
      { match: /./, learningRate: 4 },
      { match: 'a/', learningRate: 8 },
    ];
    expect(await moves(['a/x', 'b/x'], { groups })).toEqual([2, 4]);
  });

  test('as they were when the optimizer was made, and leaves the expression of the user alone', async () => {
    const match = /x/g;
    match.lastIndex = 1;
    const groups = [{ match, learningRate: 2 }];
    const optimizer = sgd({ learningRate: 1, groups });
    groups[0]!.learningRate = 100;
    const moved = variable([0], 'x');
    step(optimizer, { x: [-1] });
    expect(Array.from(await moved.data())).toEqual([2]);
    expect(match.lastIndex).toBe(1);
  });
});

describe('rates', () => {
  test('that a group leaves out are those of the optimizer', async () => {
    const decayed = variable([1], 'rates/decayed');
    const spared = variable([1], 'rates/spared');
    const fast = variable([1], 'rates/fast');
    const groups = [
      { match: 'rates/spared', weightDecay: 0 },
      { match: 'rates/fast', learningRate: 0.5 },
    ];
    step(sgd({ learningRate: 0.25, weightDecay: 0.5, groups }), {
      'rates/decayed': [1],
      'rates/spared': [1],
      'rates/fast': [1],
    });
    expect(Array.from(await decayed.data())).toEqual([1 - 0.25 * 1.5]);
    expect(Array.from(await spared.data())).toEqual([1 - 0.25]);
    expect(Array.from(await fast.data())).toEqual([1 - 0.5 * 1.5]);
  });

  test('change in proportion with the learning rate of the optimizer, also through 0', async () => {
    const options = {
      groups: [
        { match: 'fast', learningRate: 4 },
        { match: 'still', learningRate: 0 },
      ],
    };
    const names = ['fast', 'slow', 'still'];
    expect(await moves(names, options)).toEqual([4, 1, 0]);
    expect(await moves(names, options, [0.5])).toEqual([2, 0.5, 0]);
    expect(await moves(names, options, [0, 3])).toEqual([12, 3, 0]);
    expect(await moves(names, options, [0])).toEqual([0, 0, 0]);
  });

  test('have no proportion to a rate of 0', async () => {
    const moved = variable([0], 'proportion');
    const optimizer = sgd({ learningRate: 0, groups: [{ match: 'proportion', learningRate: 0.5 }] });
    step(optimizer, { proportion: [-1] });
    expect(Array.from(await moved.data())).toEqual([0.5]);
    optimizer.learningRate = 0;
    expect(() => optimizer.setLearningRate(0.1)).toThrow('learningRate must stay 0');
    const withoutRates = sgd({ learningRate: 0, groups: [{ match: 'proportion', weightDecay: 0.5 }] });
    withoutRates.learningRate = 0.1;
    expect(withoutRates.learningRate).toBe(0.1);
  });

  test('law: a step with groups is a step of one optimizer for each group', async () => {
    const number = fc.float({ min: -4, max: 4, noNaN: true });
    const rate = fc.double({ min: 0, max: 1, noNaN: true });
    const rates = fc.record({ learningRate: rate, weightDecay: rate });
    const makers = fc.constantFrom(
      (options: SgdOptions) => sgd({ ...options, momentum: 0.5 }),
      (options: SgdOptions) => adamW(options),
    );
    await fc.assert(
      fc.asyncProperty(
        makers,
        rates,
        rates,
        fc.array(number, { minLength: 2 }),
        async (make, own, other, all) => {
          const made = ['law/a', 'law/b', 'alone/a', 'alone/b'].map((name) => variable([1], name));
          const together = make({ ...other, groups: [{ match: 'law/a', ...own }] });
          const a = make(own);
          const b = make(other);
          for (const gradient of all) {
            step(together, { 'law/a': [gradient], 'law/b': [gradient] });
            step(a, { 'alone/a': [gradient] });
            step(b, { 'alone/b': [gradient] });
          }
          const values = await Promise.all(made.map(async (moved) => (await moved.data())[0]));
          expect(values.slice(0, 2)).toEqual(values.slice(2));
          tf.dispose(made);
          for (const optimizer of [together, a, b]) optimizer.dispose();
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('a group that matches no variable', () => {
  test('throws at the first step, before a variable has moved', async () => {
    const moved = variable([1], 'matched/head');
    for (const match of ['heda', /heda$/]) {
      const optimizer = sgd({ learningRate: 1, groups: [{ match: 'matched/' }, { match, learningRate: 2 }] });
      expect(() => step(optimizer, { 'matched/head': [1] })).toThrow(/groups\[1\]\.match must .*heda/);
    }
    expect(Array.from(await moved.data())).toEqual([1]);
  });

  test('is none where its variables have no gradient yet', async () => {
    const moved = variable([1], 'early/head');
    variable([1], 'early/backbone');
    const optimizer = sgd({ learningRate: 1, groups: [{ match: 'early/backbone', learningRate: 2 }] });
    step(optimizer, { 'early/head': [1], 'early/backbone': null });
    expect(Array.from(await moved.data())).toEqual([0]);
  });
});

describe('saved and restored', () => {
  const groups = [
    { match: /^Saved_backbone_1\/K/i, learningRate: 0.02, weightDecay: 0.3 },
    { match: 'saved_head_1/', weightDecay: 0 },
  ];
  const names = ['saved_backbone_1/kernel', 'saved_head_1/kernel', 'saved_head_1/bias'];
  const makers = {
    sgd: () => sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.1, groups, clipNorm: 2 }),
    adamW: () => adamW({ learningRate: 0.1, groups, clipNorm: 2 }),
  };

  test.each(['sgd', 'adamW'] as const)(
    '%s goes on bit for bit, with a learning rate that has changed and after a cut anywhere',
    async (kind) => {
      const number = fc.float({ min: -4, max: 4, noNaN: true });
      // By one variable at least that a step has in common with the state it is recognised that the state is of this program.
      const gradients = fc.tuple(number, fc.option(number), fc.option(number));
      await fc.assert(
        fc.asyncProperty(fc.array(gradients, { minLength: 2, maxLength: 5 }), fc.nat(3), async (all, cut) => {
          const run = async (interrupted: boolean) => {
            const variables = names.map((name) => tf.tidy(() => tf.variable(tf.tensor1d([1]), true, name)));
            let optimizer: ReturnType<typeof sgd> | ReturnType<typeof adamW> = makers[kind]();
            try {
              for (const [i, values] of all.entries()) {
                if (interrupted && i === cut) {
                  const state = await copyOf(optimizer);
                  const again = madeAgain(optimizer);
                  await restore(again, state);
                  optimizer.dispose();
                  optimizer = again;
                }
                const given = names.map((name, j) => [name, values[j] == null ? null : [values[j]]] as const);
                step(optimizer, Object.fromEntries(given));
                optimizer.learningRate = 0.1 * 0.7 ** (i + 1);
              }
              const end = await Promise.all(variables.map(async (moved) => (await moved.data())[0]));
              return { end, config: optimizer.getConfig(), state: await copyOf(optimizer) };
            } finally {
              optimizer.dispose();
              tf.dispose(variables);
            }
          };
          // A variable that no step has trained before the cut comes later in the state, which is matched by names.
          const sorted = ({ state, ...rest }: Awaited<ReturnType<typeof run>>) => ({
            ...rest,
            state: state.sort((a, b) => (a.name < b.name ? -1 : 1)),
          });
          expect(sorted(await run(true))).toEqual(sorted(await run(false)));
        }),
        { numRuns: 12 },
      );
    },
  );

  test.each(['sgd', 'adamW'] as const)('%s after a step without any gradient', async (kind) => {
    const moved = tf.tidy(() => tf.variable(tf.tensor1d([1]), true, names[0]!));
    const rest = names.slice(1).map((name) => tf.tidy(() => tf.variable(tf.tensor1d([1]), true, name)));
    const optimizer = makers[kind]();
    step(optimizer, { [names[0]!]: null });
    const again = makers[kind]();
    await restore(again, await copyOf(optimizer));
    step(again, { [names[0]!]: null });
    for (const each of [optimizer, again]) {
      tf.tidy(() => moved.assign(tf.tensor1d([1])));
      step(each, { [names[0]!]: [1] });
      if (each === optimizer) continue;
      const [first, second] = [await copyOf(optimizer), await copyOf(again)];
      expect(second).toEqual(first);
    }
    optimizer.dispose();
    again.dispose();
    tf.dispose([moved, ...rest]);
  });

  test.each(['sgd', 'adamW'] as const)('%s in a model, whose names have underscores', async (kind) => {
    const x = tf.tensor2d([
      [1, 2],
      [-1, 0.5],
      [0.25, -2],
    ]);
    const y = tf.tensor2d([[1], [-1], [0.5]]);
    const model = tfl.sequential({
      layers: [
        tfl.layers.dense({ units: 2, inputShape: [2], name: 'saved_backbone_1' }),
        tfl.layers.dense({ units: 1, name: 'saved_head_1' }),
      ],
    });
    const optimizer = makers[kind]();
    model.compile({ optimizer, loss: 'meanSquaredError' });
    await model.fit(x, y, { epochs: 2, batchSize: 3, shuffle: false, verbose: 0 });
    optimizer.learningRate = 0.03;
    let artifacts: tf.io.ModelArtifacts | undefined;
    const handler = tf.io.withSaveHandler(async (saved) => {
      artifacts = JSON.parse(JSON.stringify({ ...saved, weightData: undefined }));
      artifacts!.weightData = saved.weightData!;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    });
    await model.save(handler, { includeOptimizer: true });
    const resumed = await tfl.loadLayersModel(tf.io.fromMemory(artifacts!));
    expect(resumed.optimizer.getConfig()).toEqual(optimizer.getConfig());

    const weights = async (of: tfl.LayersModel) =>
      Promise.all(of.getWeights().map(async (weight) => Array.from(await weight.data())));
    await model.fit(x, y, { epochs: 2, batchSize: 3, shuffle: false, verbose: 0 });
    await resumed.fit(x, y, { epochs: 2, batchSize: 3, shuffle: false, verbose: 0 });
    expect(await weights(resumed)).toEqual(await weights(model));
    // Read, and with that freed, are the norms of clipped gradients.
    await Promise.all([optimizer.getWeights(), resumed.optimizer.getWeights()]);
    optimizer.dispose();
    resumed.optimizer.dispose();
    model.dispose();
    resumed.dispose();
    tf.dispose([x, y]);
  });

  test('the configuration holds the groups as JSON can, and the rate that theirs are in proportion to', () => {
    const optimizer = sgd({ learningRate: 0.1, groups, clipNorm: 2 });
    optimizer.learningRate = 0.05;
    expect(optimizer.getConfig()).toEqual({
      learningRate: 0.05,
      initialLearningRate: 0.1,
      momentum: 0,
      weightDecay: 0,
      nesterov: false,
      clipNorm: 2,
      groups: [
        { match: { name: '^Saved_backbone_1\\/K', flags: 'i' }, learningRate: 0.02, weightDecay: 0.3 },
        { match: { name: 'saved_head_1/' }, weightDecay: 0 },
      ],
    });
    expect(madeAgain(optimizer).getConfig()).toEqual(optimizer.getConfig());
  });
});

describe('groups that cannot be right throw and name themselves', () => {
  test.each<[string, unknown]>([
    ['options.groups', 'head'],
    ['options.groups[0]', ['head']],
    ['options.groups[0]', [null]],
    ['options.groups[0].match', [{ learningRate: 1 }]],
    ['options.groups[0].match', [{ match: '' }]],
    ['options.groups[0].match', [{ match: 5 }]],
    ['options.groups[1].learningRate', [{ match: 'a' }, { match: 'b', learningRate: -1 }]],
    ['options.groups[0].weightDecay', [{ match: 'a', weightDecay: Number.NaN }]],
    ['lr', [{ match: 'a', lr: 1 }]],
  ])('%s in %j', (name, groups) => {
    expect(() => sgd({ learningRate: 1, groups: groups as ParameterGroup[] })).toThrow(name);
  });
});
