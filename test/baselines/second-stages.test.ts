import * as tf from '@tensorflow/tfjs-core';
import {
  adjustLogits,
  classAwareSampler,
  cosineKernel,
  cosineLogits,
  disAlign,
  learnableWeightScaling,
  logitsForPrior,
  maxNormProjected,
  maxNormRadius,
  powerSampler,
  retrainedClassifier,
  type SecondStage,
  secondStageTraining,
  tauNormalised,
  weightBalancing,
} from 'mbib/baselines';
import { describe, expect, it } from 'vitest';
import golden from '../golden/baselines-golden.json';
import { onGpu, tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { read } from '../support/read';

const transposed = (rows: number[][]) => rows[0]!.map((_, k) => rows.map((row) => row[k]!));
const kernelOf = () => tf.tensor2d(transposed(golden.W_rows));

describe('what is computed from a finished classifier', () => {
  it('τ-normalisation and MaxNorm equal the float64 reference', async () => {
    const { radius, rows } = golden['maxnorm_thresh0.1'];
    const [tau, limit, projected, byNumber] = await read(() => [
      tauNormalised(kernelOf(), 0.7),
      maxNormRadius(kernelOf()),
      maxNormProjected(kernelOf(), maxNormRadius(kernelOf())),
      maxNormProjected(kernelOf(), radius),
    ]);
    const closeness = { rtol: tolerance(1e-5), atol: 1e-7 };
    expectClose(tau!, transposed(golden['tau_norm_0.7']), closeness);
    expectClose(limit!, radius, closeness);
    expectClose(projected!, transposed(rows), closeness);
    expectClose(byNumber!, transposed(rows), closeness);
  });

  it('a class without weights stays so, and τ = 0 changes nothing', async () => {
    const kernel = () =>
      tf.tensor2d([
        [0, 3],
        [0, 4],
      ]);
    const [one, none, radius] = await read(() => [
      tauNormalised(kernel(), 1),
      tauNormalised(kernel(), 0),
      maxNormRadius(kernel(), 0.5),
    ]);
    expectClose(one!, [0, 0.6, 0, 0.8], { rtol: tolerance(1e-6) });
    expectClose(none!, [0, 3, 0, 4], { rtol: tolerance(1e-6) });
    expectClose(radius!, 2.5, { rtol: tolerance(1e-6) });
  });

  it('lengths whose squares float32 does not hold are those of the columns', async () => {
    const columns = (sizes: number[]) => tf.tensor2d([sizes, sizes.map((size) => size * 0.75)]);
    const [unit, halfway, projected, tiny] = await read(() => [
      tauNormalised(columns([1e-25, 1, 1e20])),
      maxNormRadius(columns([0, 4e20]), 0.5),
      maxNormProjected(columns([1e20, 0.4, 1e-25]), 1),
      maxNormProjected(columns([1e20, 1]), 1e-30),
    ]);
    const rtol = tolerance(1e-5, 1e-3);
    expectClose(unit!, [0.8, 0.8, 0.8, 0.6, 0.6, 0.6], { rtol });
    expectClose(halfway!, 2.5e20, { rtol });
    expectClose(projected!, [0.8, 0.4, 1e-25, 0.6, 0.3, 0.75e-25], { rtol });
    expectClose(tiny!, [0.8e-30, 0.8e-30, 0.6e-30, 0.6e-30], { rtol });
  });

  it('post-hoc logit adjustment subtracts τ · log π up to a constant, and another prior is added', async () => {
    const counts = [80, 15, 5];
    const [adjusted, back] = await read(() => {
      const logits = tf.tensor2d([[1, 2, 3]]);
      return [adjustLogits(logits, counts, { tau: 2 }), logitsForPrior(adjustLogits(logits, counts), counts)];
    });
    const expected = counts.map((n, k) => k + 1 - 2 * Math.log(n / 100));
    const differences = adjusted!.map((x, k) => x - expected[k]!);
    expectClose(
      differences,
      differences.map(() => differences[0]!),
      { atol: onGpu() ? 1e-3 : 1e-5 },
    );
    expectClose(back!, [1, 2, 3], { atol: onGpu() ? 1e-3 : 1e-5 });
  });

  it.each<[() => unknown, RegExp]>([
    [() => tauNormalised(tf.zeros([3])), /kernel must be float32 \[width, classes\]/],
    [() => tauNormalised(tf.zeros([2, 3]), -1), /tau must not be negative, got -1/],
    [() => maxNormProjected(tf.zeros([2, 3]), 0), /radius must be above 0, got 0/],
    [() => tauNormalised(tf.zeros([2, 3]), 30), /tau must be at most 10, got 30/],
    [() => maxNormRadius(tf.zeros([2, 3]), 2), /threshold must be in 0..1, got 2/],
    [() => adjustLogits(tf.zeros([2, 3]), [1, 1]), /logits must be float32 \[2, 2\]/],
    [() => logitsForPrior(tf.zeros([2, 2]), [1, 0]), /prior\[1\] must be above 0, got 0/],
    [
      () => learnableWeightScaling({ kernel: tf.zeros([2, 3]), bias: tf.zeros([2]) }),
      /classifier.bias must be/,
    ],
    [() => disAlign({ kernel: tf.zeros([2, 3]) }, [1, 1]), /samplesPerClass must hold one count/],
  ])('a wrong argument is named: %s', (call, message) => {
    expect(() => tf.tidy(() => void call())).toThrow(message);
  });
});

it.runIf(!onGpu()).each<[() => unknown, RegExp]>([
  [
    () => tauNormalised(tf.fill([4, 2], 1e4), 9),
    /tau must keep the lengths .* in 1.2e-38..3.4e38, got 9: Inf/,
  ],
  [() => tauNormalised(tf.fill([4, 2], 1e-5), 9), /tau must keep the lengths .* in 1.2e-38..3.4e38, got 9: /],
  [() => maxNormProjected(tf.ones([2, 3]), tf.scalar(-1)), /radius must not be negative, got -1/],
  [() => maxNormProjected(tf.ones([2, 3]), tf.scalar(Number.NaN)), /radius must be a finite number, got NaN/],
])('what has to be read is refused where that is possible: %s', (call, message) => {
  expect(() => tf.tidy(() => void call())).toThrow(message);
});

it.runIf(onGpu())('elsewhere columns of a radius that is none are NaN', async () => {
  const [negative, none] = await read(() =>
    [-1, Number.NaN].map((radius) => maxNormProjected(tf.ones([1, 2]), tf.scalar(radius))),
  );
  expect([...negative!, ...none!]).toEqual(new Array(4).fill(Number.NaN));
});

describe('the cosine classifier', () => {
  const x = [
    [3, 4],
    [-1, 2],
    [0, 0],
  ];
  const w = [
    [1, 0, 2],
    [0, -5, 2],
  ];
  const cosine = (a: number[], b: number[]) => {
    const length = (v: number[]) => Math.hypot(...v) || 1;
    return a.reduce((sum, value, i) => sum + value * b[i]!, 0) / (length(a) * length(b));
  };
  const weighed = (rows: number[][], kernel: number[][]) =>
    rows.flatMap((row, b) =>
      transposed(kernel).map((column, k) => (1 + b - 2 * k) * 7 * cosine(row, column)),
    );

  it('has cosines times the scale, and the gradients of finite differences', async () => {
    const [value, dx, dw] = await read(() => {
      const upstream = tf.tensor2d(x.map((_, b) => [0, 1, 2].map((k) => 1 + b - 2 * k)));
      const loss = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(cosineLogits(a, b, 7), upstream));
      const result = tf.valueAndGrads(loss)([tf.tensor2d(x), tf.tensor2d(w)]);
      return [cosineLogits(tf.tensor2d(x), tf.tensor2d(w), 7), ...result.grads];
    });
    const atol = tolerance(1e-5, 2e-3);
    expectClose(
      value!,
      x.map((row) => transposed(w).map((column) => 7 * cosine(row, column))),
      { atol },
    );
    const difference = (matrix: number[][], of: (moved: number[][]) => number[]) =>
      matrix.map((row, i) =>
        row.map((_, j) => {
          const [up, down] = [1e-6, -1e-6].map((by) => {
            const moved = matrix.map((r) => [...r]);
            moved[i]![j]! += by;
            return of(moved).reduce((a, b) => a + b);
          }) as [number, number];
          return (up - down) / 2e-6;
        }),
      );
    // A vector of 0 has no direction; its gradient is not compared.
    expectClose(dx!.slice(0, 4), difference(x, (rows) => weighed(rows, w)).slice(0, 2), {
      rtol: 1e-4,
      atol: 10 * atol,
    });
    expectClose(
      dw!,
      difference(w, (kernel) => weighed(x, kernel)),
      { rtol: 1e-4, atol: 10 * atol },
    );
  });

  it('starts from columns of length 1, the same on every backend', async () => {
    const [kernel] = await read(() => [cosineKernel(3, 2, 1)]);
    expectClose(
      [0, 1].map((k) => Math.hypot(...[0, 1, 2].map((i) => kernel![2 * i + k]!))),
      [1, 1],
      {
        rtol: tolerance(1e-6),
      },
    );
  });
});

const counts = [12, 6, 2];
const labels = counts.flatMap((n, k) => new Array<number>(n).fill(k));
/** Features of two numbers, whose classes lie apart. */
const features = labels.map((k, i) => [
  Math.cos(2 * k) + 0.2 * Math.sin(7 * i),
  Math.sin(2 * k) + 0.2 * Math.cos(5 * i),
]);
const classifier = () => ({
  kernel: tf.tensor2d([
    [0.9, -0.3, -0.1],
    [0.2, 0.8, -0.4],
  ]),
  bias: tf.tensor1d([0.5, 0, -0.5]),
});
/** A stage on a copy of the classifier, whose tensors are freed. */
const onClassifier = (make: (own: ReturnType<typeof classifier>) => SecondStage) => () => {
  const own = classifier();
  const stage = make(own);
  tf.dispose([own.kernel, own.bias]);
  return stage;
};
const stages: Record<string, () => SecondStage> = {
  cRT: () => retrainedClassifier({ width: 2, classes: 3, seed: 2 }),
  LWS: onClassifier(learnableWeightScaling),
  DisAlign: onClassifier((own) => disAlign(own, counts)),
  MaxNorm: onClassifier((own) => weightBalancing(own, counts)),
};
/** Each step on a software GPU takes a while. */
const epochs = onGpu() ? 2 : 4;
const recipe = { epochs, batchSize: 8, learningRate: 0.1 };

describe('a second stage', () => {
  for (const [name, make] of Object.entries(stages)) {
    it(`has the gradients of finite differences: ${name}`, async () => {
      const stage = make();
      const variables = Object.entries(stage.variables);
      const x = tf.tensor2d(features);
      const y = tf.tensor1d(labels, 'int32');
      const { value, grads } = tf.tidy(() =>
        tf.variableGrads(
          () => stage.loss(y, x),
          variables.map(([, variable]) => variable),
        ),
      );
      value.dispose();
      for (const [, variable] of variables) {
        const start = Float32Array.from(await variable.data());
        const gradient = await grads[variable.name]!.data();
        const step = 1 / 64;
        for (let i = 0; i < Math.min(start.length, onGpu() ? 1 : 3); i++) {
          const sides: number[] = [];
          for (const by of [step, -step]) {
            const moved = start.slice();
            moved[i]! += by;
            tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
            sides.push((await read(() => [stage.loss(y, x)]))[0]![0]!);
          }
          expectClose((sides[0]! - sides[1]!) / (2 * step), gradient[i]!, {
            rtol: 2e-3,
            atol: onGpu() ? 5e-3 : 1e-4,
          });
        }
        tf.tidy(() => variable.assign(tf.tensor(start, variable.shape)));
      }
      tf.dispose([...Object.values(grads), x, y]);
      stage.dispose();
    });

    it(`goes on to the bit from a state between epochs: ${name}`, async () => {
      const x = tf.tensor2d(features);
      const withSampler = name === 'cRT' || name === 'LWS';
      const start = async (stage: SecondStage) =>
        secondStageTraining(stage, x, labels, {
          ...recipe,
          ...(withSampler && { sampler: classAwareSampler(labels, { inARow: 2 }) }),
        });
      const stage = make();
      const training = await start(stage);
      const losses = [await training.trainEpoch()];
      const state = structuredClone(await training.state());
      losses.push(...(await training.run()));
      expect(training.epoch).toBe(epochs);

      const other = make();
      const resumed = await start(other);
      resumed.restore(state);
      expect(await resumed.run()).toEqual(losses.slice(1));
      const ends = await Promise.all([training.state(), resumed.state()]);
      expect(ends[1]).toEqual(ends[0]);
      await expect(resumed.trainEpoch()).rejects.toThrow(
        `recipe.epochs must leave an epoch to train after ${epochs}, got ${epochs}`,
      );
      for (const each of [training, resumed, stage, other, x]) each.dispose();
    });

    it(`of no sample has the loss 0 and gradients of 0: ${name}`, async () => {
      const stage = make();
      const variables = Object.values(stage.variables);
      const [logits, value, ...gradients] = await read(() => {
        // Memory that was used before, which a kernel could take for its result.
        for (const { shape } of variables) tf.fill(shape, 7).dispose();
        const none = tf.tensor2d([], [0, 2]);
        const result = tf.variableGrads(() => stage.loss(tf.tensor1d([], 'int32'), none), variables);
        return [stage.logits(none), result.value, ...variables.map(({ name }) => result.grads[name]!)];
      });
      expect([logits, value]).toEqual([[], [0]]);
      gradients.forEach((gradient, i) => {
        expect(gradient).toEqual(new Array(variables[i]!.size).fill(0));
      });
      stage.dispose();
    });

    // MaxNorm's projection makes the loss larger.
    it.runIf(name !== 'MaxNorm')(`lowers its loss in each of its steps: ${name}`, async () => {
      const [x, stage] = [tf.tensor2d(features), make()];
      const [before] = await read(() => [stage.loss(tf.tensor1d(labels), x)]);
      const training = secondStageTraining(stage, x, labels, {
        ...recipe,
        batchSize: 20,
        learningRate: 0.03,
      });
      const losses = await training.run();
      expectClose(losses[0]!, before![0]!, { rtol: tolerance(1e-5) });
      expect(losses).toEqual([...losses].sort((a, b) => b - a));
      for (const each of [training, stage, x]) each.dispose();
    });

    it(`that was disposed says so, whatever it is asked for: ${name}`, async () => {
      const [stage, x] = [make(), tf.tensor2d(features)];
      const y = tf.tensor1d(labels, 'int32');
      const training = secondStageTraining(stage, x, labels, recipe);
      const state = await training.state();
      stage.dispose();
      const message = /stage\.variables\.\w+ must be a tensor in use, got a disposed one/;
      for (const call of [
        () => stage.logits(x),
        () => stage.loss(y, x),
        ...(name === 'DisAlign' ? [] : [stage.classifier]),
        () => secondStageTraining(stage, x, labels, recipe),
        () => training.restore(state),
      ]) {
        expect(() => tf.tidy(() => void call())).toThrow(message);
      }
      await expect(training.run()).rejects.toThrow(message);
      await expect(training.state()).rejects.toThrow(message);
      for (const each of [training, stage, x, y]) each.dispose();
    });

    it(`leaves no tensor behind: ${name}`, async () => {
      const tensors = tf.memory().numTensors;
      const x = tf.tensor2d(features);
      const stage = make();
      const training = secondStageTraining(stage, x, labels, recipe);
      await training.run();
      await training.state();
      const result = stage.classifier();
      const [own, linear] = await read(() => {
        const logits = stage.logits(x);
        if (!result) return [logits, logits];
        const product = tf.matMul(x, result.kernel as tf.Tensor2D);
        return [logits, result.bias ? tf.add(product, result.bias) : product];
      });
      expectClose(linear!, own!, { rtol: tolerance(1e-5), atol: tolerance(1e-5) });
      tf.dispose([x, ...(result ? [result.kernel, result.bias!] : [])]);
      training.dispose();
      stage.dispose();
      expect(tf.memory().numTensors).toBe(tensors);
    });
  }

  it('takes a state whole or not at all, and names what is wrong with it', async () => {
    const [stage, x] = [stages.cRT!(), tf.tensor2d(features)];
    const training = secondStageTraining(stage, x, labels, { ...recipe, sampler: powerSampler(labels) });
    const before = await training.state();
    const variables = { kernel: new Float32Array(6), bias: new Float32Array(3) };
    const state = { epoch: 1, variables, velocities: variables };
    expect(() => training.restore(undefined as never)).toThrow('state must be the state of a training');
    expect(() => training.restore(state)).toThrow(
      'state.sampler must be the state of the sampler, got undefined',
    );
    expect(() => training.restore({ ...state, sampler: {} })).toThrow(/state.random must hold four words/);
    expect(() => training.restore({ ...state, velocities: {} })).toThrow(
      /state.velocities.kernel must be a Float32Array of 6 numbers, got undefined/,
    );
    const plain = secondStageTraining(stage, x, labels, recipe);
    expect(() => plain.restore({ ...state, sampler: {} })).toThrow(
      'state.sampler must be left out for a recipe without a sampler, got an object',
    );
    expect(await training.state()).toEqual(before);
    for (const each of [training, plain, stage, x]) each.dispose();
  });

  it('names a sample that there is not, and features that are no more, and counts no epoch', async () => {
    const [stage, x] = [stages.cRT!(), tf.tensor2d(features)];
    const sampler = { next: () => Int32Array.of(0, 20), state: () => ({}), restore() {} };
    const training = secondStageTraining(stage, x, labels, { ...recipe, sampler });
    const before = await training.state();
    const tensors = tf.memory().numTensors;
    await expect(training.trainEpoch()).rejects.toThrow(
      'what recipe.sampler draws[1] must be a whole number of at least 0 and below 20, got 20',
    );
    const failing = {
      ...stage,
      loss: () =>
        tf.tidy(() => {
          throw new Error('no loss');
        }),
    };
    const other = secondStageTraining(failing, x, labels, recipe);
    await expect(other.trainEpoch()).rejects.toThrow('no loss');
    expect(tf.memory().numTensors).toBe(tensors);
    x.dispose();
    await expect(training.trainEpoch()).rejects.toThrow(
      'features must be a tensor in use, got a disposed one',
    );
    expect([training.epoch, other.epoch]).toEqual([0, 0]);
    expect(await training.state()).toEqual(before);
    for (const each of [training, other, stage]) each.dispose();
  });

  it('of LWS scales the whole logit, of DisAlign adds a share of α · l + β', async () => {
    const x = [0.3, -0.7];
    const { lws, aligned } = { lws: stages.LWS!(), aligned: stages.DisAlign!() };
    tf.tidy(() => {
      lws.variables.scales!.assign(tf.tensor1d([1, 2, 3]));
      aligned.variables.beta!.assign(tf.tensor1d([0.1, 0.2, 0.3]));
    });
    const [scaled, calibrated] = await read(() => [
      lws.logits(tf.tensor2d([x])),
      aligned.logits(tf.tensor2d([x])),
    ]);
    const logits = [0.3 * 0.9 - 0.7 * 0.2 + 0.5, -0.3 * 0.3 - 0.7 * 0.8, -0.3 * 0.1 + 0.7 * 0.4 - 0.5];
    const sigma = 1 / (1 + Math.exp(-0.1 * (0.3 - 0.7)));
    const atol = tolerance(1e-6, 1e-4);
    expectClose(
      scaled!,
      logits.map((l, k) => (k + 1) * l),
      { atol },
    );
    expectClose(
      calibrated!,
      logits.map((l, k) => l + sigma * (l + 0.1 * (k + 1))),
      { atol },
    );
    lws.dispose();
    aligned.dispose();
  });

  it('of MaxNorm keeps every class within the radius of the first weights', async () => {
    const stage = stages.MaxNorm!();
    const x = tf.tensor2d(features);
    const [radius] = await read(() => [maxNormRadius(classifier().kernel)]);
    const training = secondStageTraining(stage, x, labels, { ...recipe, weightDecay: 0.1 });
    await training.run();
    const kernel = await stage.variables.kernel!.data();
    const lengths = [0, 1, 2].map((k) => Math.hypot(kernel[k]!, kernel[3 + k]!));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(radius![0]! * (1 + tolerance(1e-5)));
    for (const each of [training, stage, x]) each.dispose();
  });

  it('trains on the labels as they were given, and refuses what is no classifier or no stage', async () => {
    const losses: number[][] = [];
    for (const clear of [false, true]) {
      const [stage, x, own] = [stages.cRT!(), tf.tensor2d(features), [...labels]];
      const training = secondStageTraining(stage, x, own, recipe);
      if (clear) own.fill(0);
      losses.push(await training.run());
      for (const each of [training, stage, x]) each.dispose();
    }
    expect(losses[1]).toEqual(losses[0]);
    const { kernel, bias } = classifier();
    const misspelt = { kernel, biases: bias } as never;
    for (const make of [learnableWeightScaling, disAlign, weightBalancing]) {
      expect(() => make(misspelt, counts)).toThrow('classifier must hold kernel, bias only, got biases');
    }
    expect(() => secondStageTraining(undefined as never, kernel, labels, recipe)).toThrow(
      'stage must be a second stage, got undefined',
    );
    tf.dispose([kernel, bias]);
  });

  it('refuses what does not fit, by its name', async () => {
    const stage = stages.cRT!();
    const x = tf.tensor2d(features);
    const train =
      (options: object, ids = labels) =>
      () =>
        secondStageTraining(stage, x, ids, { ...recipe, ...options });
    expect(train({}, [0, 1])).toThrow('labels must hold 20 class ids, got 2');
    expect(
      train(
        {},
        labels.map((k) => k + 1),
      ),
    ).toThrow(/labels\[18\] must be .* below 3, got 3/);
    for (const rate of [undefined, 1e30]) {
      const wild = train({ learningRate: () => rate })();
      await expect(wild.run()).rejects.toThrow(/recipe.learningRate\(0\), the learning rate, must be .* got/);
    }
    expect(train({ momentum: 1 })).toThrow('recipe.momentum must be below 1, got 1');
    expect(train({ sampler: {} })).toThrow(
      'recipe.sampler.next must be a function of a sampler, got undefined',
    );
    expect(train({ epochs: 0 })).toThrow(/recipe.epochs must be a whole number of at least 1/);
    expect(() => stage.logits(tf.zeros([1, 3]))).toThrow(
      'features must be float32 [batch, 2], got float32 [1,3]',
    );
    const training = train({ learningRate: () => 1e18, sampler: powerSampler(labels) })();
    await expect(training.run()).rejects.toThrow(
      /the loss must stay finite; a smaller learning rate helps, got/,
    );
    await expect(training.state()).rejects.toThrow(/stage.variables.kernel must hold finite numbers/);
    expect(() => training.restore({ epoch: 1, variables: {}, velocities: {} })).toThrow(
      /state.variables.kernel must be a Float32Array of 6 numbers/,
    );
    for (const each of [training, stage, x]) each.dispose();
  });
});
