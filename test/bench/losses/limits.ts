/** What the figures of the losses must not be above, by backend. */
export const limits: Record<string, { [figure in keyof typeof names]?: number }> = {
  cpu: { kernels: 8, appendixJ: 1 / 30, crossEntropy: 1, bytes: 2.5 },
  wasm: { kernels: 8, appendixJ: 1 / 10, crossEntropy: 1, bytes: 2.5, pytorch: 0.5 },
  webgl: { kernels: 12, appendixJ: 1 / 5, bytes: 2.5 },
  webgpu: { kernels: 12, appendixJ: 1 / 5, bytes: 2.5 },
};

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
