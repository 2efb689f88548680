import * as tf from '@tensorflow/tfjs-core';
import { type BibLossOptions, bibLoss, longTailedCounts } from 'mbib';
import { type ClassifierFile, type Job, resnet32, zip } from 'mbib/jobs';
import { sgd } from 'mbib/training';
import 'mbib/accelerate';

const options: BibLossOptions = { beta: 1, reduction: 'sum' };
const counts: number[] = longTailedCounts({ classes: 3, max: 100, imbalanceFactor: 10 });
const logits: tf.Tensor2D = tf.zeros([2, 3]);
export const optimizer: tf.Optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
export const loss: tf.Tensor = bibLoss(tf.tensor1d([0, 2], 'int32'), logits, logits, counts, options);

// @ts-expect-error the types must know the options, not accept anything
bibLoss(logits, logits, logits, counts, { bta: 1 });

export const recipe: Job['recipe'] | undefined = undefined;
export const backbone = resnet32({ seed: 0 });

declare const files: ClassifierFile[];
export const download: Blob = new Blob([zip(files)]);
export const parts: File[] = files.map(({ name, content }) => new File([content], name));
export const sent: Promise<Response> = fetch('/classifier.zip', { method: 'PUT', body: zip(files) });
