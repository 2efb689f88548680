import { describe, expect, it } from 'vitest';
import { type GpuProgram, stagesOf } from '../../../src/losses/fused/gpu/gpu-program';
import {
  differentiate,
  evaluateParts,
  type GpuLossShape,
  normalise,
  stackHeads,
  weighSamples,
} from '../../../src/losses/fused/gpu/gpu-programs';

/** The mixture of MBIB: three taps teach z. */
const shapeOf = (classes: number): GpuLossShape => ({
  batch: 64,
  heads: 4,
  classes,
  lowest: -3.4e38,
  connections: [
    [0, 3, 0.5],
    [1, 3, 1.5],
    [2, 3, 5],
  ],
});

/** Threads of each backend's workgroup that merge parts: webgl's know nothing of each other. */
const backends = { webgl: 1, webgpu: 256 };

/** Every program of the loss and its gradients, as it is run. */
function programsOf(classes: number, together: number): GpuProgram[] {
  const shape = shapeOf(classes);
  return [
    stackHeads(shape, 1),
    weighSamples(shape, true),
    normalise(shape),
    evaluateParts(shape),
    ...[0, 1, 2, 3].map((head) => differentiate(shape, head)),
  ].flatMap((program) => stagesOf(program, together));
}

const isPass = ({ body }: GpuProgram) => /blockLogits|getPart\d/.test(body);

const threadsOf = ({ shape: [rows, columns], reduction }: GpuProgram) =>
  Math.ceil(rows / 2) * Math.ceil(columns / 2) * (reduction?.readers ?? 1);

/** Logits in the text of a shader: four for a block, one for a number. Of the heads that are stacked, a thread is in one. */
function logitsIn(text: string): number {
  const heads = text.split('if (head ==').slice(1);
  if (heads.length > 0) return Math.max(...heads.map((head) => head.match(/getPart\d+\(/g)!.length));
  return 4 * (text.match(/blockLogits\(/g)?.length ?? 0);
}

/** The logits that a thread reads one after the other at most: what is in a loop counts as often as it runs. */
function readsOf({ body }: GpuProgram): number {
  const loop = /\nfor \(int i = 0; i < (\d+); i\+\+\) \{([\s\S]*?)\n\}/g;
  let reads = 0;
  const rest = body.replace(loop, (_, times: string, inside: string) => {
    reads += Number(times) * logitsIn(inside);
    return '';
  });
  // The cross entropies and the divergences of the parts are two branches, of which a thread takes one.
  return Math.max(reads, logitsIn(rest.split('} else {')[0]!));
}

describe.each(Object.entries(backends))('the GPU programs as %s runs them', (_, together) => {
  it.each([100, 128, 365, 1000, 1001, 4096, 8142, 20_000, 200_000])(
    'have threads that read at least one of %d classes, and about 2·√K at most',
    (classes) => {
      const passes = programsOf(classes, together).filter(isPass);
      expect(passes.length).toBeGreaterThanOrEqual(7);
      for (const program of passes) {
        // The gradient of z reads a block of each of four heads, whatever K is.
        const most = Math.max(2 * Math.sqrt(classes), 16);
        expect(readsOf(program)).toBeGreaterThanOrEqual(1);
        expect(readsOf(program)).toBeLessThanOrEqual(most);
      }
    },
  );

  it('are counted in their loops', () => {
    for (const program of [normalise(shapeOf(8142)), evaluateParts(shapeOf(8142))])
      expect(readsOf(program)).toBeGreaterThan(Math.sqrt(8142));
  });

  it.each([1000, 1001, 8142, 200_000])('have 10,000 threads in every pass over %d classes', (classes) => {
    for (const program of programsOf(classes, together).filter(isPass))
      expect(threadsOf(program)).toBeGreaterThanOrEqual(10_000);
  });

  it.each([2, 3, 10, 100, 8142])('have no more readers than blocks of %d classes', (classes) => {
    const blocks = Math.ceil(classes / 2);
    expect(normalise(shapeOf(classes)).reduction!.readers).toBeLessThanOrEqual(blocks);
    const parts = (evaluateParts(shapeOf(classes)).shape[1] / 2 - 4) / 3;
    expect(parts).toBeLessThanOrEqual(blocks);
  });

  it('are at most 16, with those of the sum, which tfjs has', () => {
    const ofSum = 5;
    expect(programsOf(8142, together).length + ofSum).toBeLessThanOrEqual(16);
  });
});
