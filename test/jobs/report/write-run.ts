import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeMistakes } from '../../../src/jobs/files/pictures/mistakes-file';
import { png } from '../../../src/jobs/files/pictures/png';
import type { MistakePicture } from '../../../src/jobs/log/outputs/mistake-picture';
import { writeOutputs } from '../../../src/jobs/run/endings/write-outputs';
import { logLines, logText, type RunChoices } from './runs';

/** What a run made of its test images, image by image. */
export interface Predicted {
  labels: number[];
  predictions: number[];
  confidence: number[];
}

/** Writes a run into a folder as the training job does: its log, and where it is given what it predicted. */
export async function writeRun(
  folder: string,
  choices: RunChoices = {},
  predicted?: Predicted,
  mistakes?: MistakePicture[],
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'log.jsonl'), logText(logLines(choices)));
  const [{ classes, epochs }] = logLines(choices);
  if (predicted)
    await writeOutputs(
      { outputs: join(folder, 'outputs.safetensors') },
      epochs,
      outputsOf(predicted, classes),
    );
  if (mistakes) await writeMistakes(join(folder, 'mistakes.json'), mistakes);
  return folder;
}

function outputsOf({ labels, predictions, confidence }: Predicted, classes: number) {
  return {
    images: Int32Array.from(labels.keys()),
    labels: Int32Array.from(labels),
    predictions: Int32Array.from(predictions),
    confidence: Float32Array.from(confidence),
    truth: Float32Array.from(confidence, (p, i) => (labels[i] === predictions[i] ? p : (1 - p) / 2)),
    posterior: new Float32Array(classes).fill(0.5),
    sample: Int32Array.of(),
    representations: { z: { values: new Float32Array(0) } },
  };
}

/** A grey pixel as the picture of a mistake. */
export const greyPixel = `data:image/png;base64,${Buffer.from(
  png({ width: 1, height: 1, channels: 1, bytes: Uint8Array.of(128) }),
).toString('base64')}`;

/** A run on as many classes as iNaturalist 2018 has, with three test images each; frequent classes are predicted better. */
export async function writeLargeRun(folder: string, { method = 'mbib', seed = 0, classes = 8142 } = {}) {
  // A generator that is the same everywhere; nothing depends on how good it is.
  let state = seed + 1;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const samplesPerClass = Array.from({ length: classes }, (_, k) =>
    Math.max(2, Math.round(1000 * 500 ** (-k / classes))),
  );
  const labels = samplesPerClass.flatMap((_, k) => [k, k, k]);
  const isRight = labels.map((k) => random() < 0.8 - (0.5 * k) / classes);
  const predictions = labels.map((k, i) => (isRight[i] ? k : Math.floor(classes * random() ** 2)));
  const perClass = samplesPerClass.map(
    (_, k) => [0, 1, 2].filter((i) => predictions[3 * k + i] === k).length / 3,
  );
  const choices = {
    job: 'inaturalist2018',
    method,
    options: { seed },
    samplesPerClass,
    classNames: samplesPerClass.map((_, k) => `Genus${k % 977} species${k}`),
    perClass: [perClass],
    testPerClass: samplesPerClass.map(() => 3),
  };
  const confidence = labels.map((_, i) => (isRight[i] ? 0.5 + 0.5 * random() : random()));
  const mistakes = labels.flatMap((_, i) => (isRight[i] ? [] : [i])).slice(0, 24);
  const pictures = mistakes.map((i) => ({
    image: i,
    label: labels[i]!,
    prediction: predictions[i]!,
    confidence: confidence[i]!,
    picture: greyPixel,
  }));
  return writeRun(folder, choices, { labels, predictions, confidence }, pictures);
}
