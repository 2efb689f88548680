import * as tf from '@tensorflow/tfjs-core';

/** Prints where the time of one step goes: calls and milliseconds of each kernel, and what is spent between them. */
export async function printProfile(net: string, step: () => tf.Tensor): Promise<void> {
  const start = performance.now();
  const { kernels, result } = await tf.profile(step as unknown as () => tf.TensorContainer);
  const total = performance.now() - start;
  tf.dispose(result);
  const rows = new Map<string, { calls: number; ms: number }>();
  for (const { name: listed, kernelTimeMs } of kernels) {
    // Operations around kernels are listed as well: these call one that has the time, the loss is one without.
    if (listed.endsWith('__op')) continue;
    const name = listed === 'unnamed scope' ? 'the loss' : listed;
    const { calls, ms } = rows.get(name) ?? { calls: 0, ms: 0 };
    rows.set(name, { calls: calls + 1, ms: ms + ((await kernelTimeMs) as number) });
  }
  const inKernels = [...rows.values()].reduce((sum, { ms }) => sum + ms, 0);
  const sorted = [...rows].sort(([, a], [, b]) => b.ms - a.ms);
  console.log(`\na step of ${net} on wasm, ${total.toFixed(0)} ms under tf.profile`);
  console.table(
    [...sorted, ['between kernels', { calls: 0, ms: total - inKernels }] as const].map(
      ([kernel, { calls, ms }]) => ({
        kernel,
        calls: calls || '',
        ms: Number(ms.toFixed(1)),
        'share, %': Number(((100 * ms) / total).toFixed(1)),
      }),
    ),
  );
}
