type Limits = { [figure in keyof typeof names]?: number };

/** What the figures of the losses must not be above, by backend. */
const limits: Record<string, Limits> = {
  cpu: { kernels: 8, appendixJ: 1 / 30, crossEntropy: 1, bytes: 2.5 },
  wasm: { kernels: 8, appendixJ: 1 / 10, crossEntropy: 0.5, bytes: 2.5, pytorch: 0.25 },
  webgl: { kernels: 12, appendixJ: 1 / 5, bytes: 2.5 },
  webgpu: { kernels: 12, appendixJ: 1 / 5, bytes: 2.5 },
};

/** Those with class temperatures, where they differ: there are two exponentials of each logit instead of one. */
const limitsWithTemperatures: Record<string, Limits> = { wasm: { crossEntropy: 0.65, pytorch: 0.35 } };

/** What a figure must not be above; undefined where nothing is asked. */
export function limitOf(backend: string, figure: keyof typeof names, gamma: number): number | undefined {
  return (gamma ? limitsWithTemperatures[backend]?.[figure] : undefined) ?? limits[backend]?.[figure];
}

/** The figures of the losses. */
export const names = {
  kernels: 'kernel calls of MBIB',
  kernelsOfAppendixJ: 'kernel calls of Appendix J',
  kernelsOfCrossEntropy: 'kernel calls of one cross entropy',
  appendixJ: 'time, MBIB / Appendix J',
  crossEntropy: 'time, MBIB / one cross entropy',
  copy: 'time, MBIB / copying its logits twice',
  bytes: 'extra bytes at peak, MBIB / its logits',
  pytorch: 'time, MBIB on wasm / Appendix J in PyTorch',
};
