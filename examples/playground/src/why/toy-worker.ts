import '@tensorflow/tfjs-backend-cpu';
import type { ToyAnswer, ToyRequest } from './toy-messages';
import { halfSide, newPoints, toyClasses, toyCounts, trainingPoints } from './toy-points';
import { toyMethods, trainToy } from './train-toy';

const side = 56;
const judged = newPoints();

/** The middles of the cells of the drawing, row by row from the top. */
const cells = Float32Array.from({ length: 2 * side * side }, (_, i) => {
  const cell = i >> 1;
  const [column, row] = [cell % side, Math.floor(cell / side)];
  const share = ((i % 2 === 0 ? column : side - 1 - row) + 0.5) / side;
  return halfSide * (2 * share - 1);
});

let asked: number | undefined;

self.onmessage = ({ data }: MessageEvent<ToyRequest>) => {
  const idle = asked === undefined;
  asked = data.imbalance;
  if (idle) void answer();
};

/** Trains for what was asked for last, a method at a time; between two of them a new request is heard. */
async function answer(): Promise<void> {
  while (asked !== undefined) {
    const imbalance = asked;
    for (const method of toyMethods) {
      if (asked !== imbalance) break;
      const counts = toyCounts(imbalance);
      const classOf = trainToy(method, trainingPoints(counts), counts);
      const found = toyClasses.map(() => 0);
      classOf(judged.places).forEach((k, i) => {
        if (k === judged.labels[i]) found[k]!++;
      });
      const regions = classOf(cells);
      const reply: ToyAnswer = { method, imbalance, regions, side, found };
      self.postMessage(reply, { transfer: [regions.buffer] });
      await new Promise((resume) => setTimeout(resume));
    }
    if (asked === imbalance) asked = undefined;
  }
}
