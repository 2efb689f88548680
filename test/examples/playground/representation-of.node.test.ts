import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { modelFilesOf } from '../../../examples/playground/src/try/model-files';
import { representationOf } from '../../../examples/playground/src/try/representation-of';
import { loadClassifier, saveClassifier } from '../../../examples/playground/src/worker/classifier';
import { buildNet } from '../../../src/jobs/nets/build-net';
import { smallConvnet } from '../../../src/jobs/nets/small-convnet';

const preprocessing = { mean: [0.25], std: [0.5] };
const samplesPerClass = [6, 3, 1];

test.each(['ce', 'mbib'] as const)(
  'the representation of a %s classifier from its archive is what the net gives, beside v for mbib',
  async (method) => {
    await tf.setBackend('cpu');
    const net = buildNet(method, smallConvnet({ seed: 0 }), ['stage1', 'stage2', 'stage3'], {
      samplesPerClass,
      seed: 0,
    });
    const labels = ['a', 'b', 'c'];
    const about = { dataSet: 'Digits', method, labels, samplesPerClass, preprocessing };
    const archive = await saveClassifier(net.classifier, about);
    const files = await modelFilesOf([{ name: 'classifier.zip', file: new Blob([archive]) }]);
    const { model, classNames } = await loadClassifier(files);
    expect(classNames).toEqual(labels);

    const pixels = tf.randomUniform([2, 8, 8, 1], 0, 256, 'float32', 1);
    const found = representationOf(model)!.predict(pixels) as tf.Tensor2D;
    const normalised = tf.div(tf.sub(tf.div(pixels, 255), 0.25), 0.5);
    const { v, z } = net.representations;
    const read = [...(v ? [v] : []), z].map((of) => of.predict(normalised) as tf.Tensor2D);
    expect(read).toHaveLength(method === 'ce' ? 1 : 2);
    const difference = (await tf.max(tf.abs(tf.sub(found, tf.concat(read, 1)))).data())[0]!;
    expect(difference).toBeLessThan(1e-4);
    model.dispose();
    net.dispose();
  },
);
