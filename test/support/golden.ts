import golden from '../golden/golden-public.json';

export type Variant = 'bib' | 'mbib' | 'se' | 'all' | 'all5';

/** A case of the float64 reference: inputs, and for each variant the loss and its gradients. */
export interface GoldenCase {
  id: string;
  K: number;
  B: number;
  reduction: 'mean' | 'sum' | 'none';
  beta: number;
  gamma: number;
  m: number;
  a: number;
  b: number;
  counts: number[];
  labels: number[];
  logits: Record<'v1' | 'v2' | 'v3' | 'z', number[][]>;
  weights_eq7?: number[];
  temperature_eq8?: number[];
  components: Record<string, { loss1: number | number[]; loss2: number | number[]; vsd: number }>;
  expected: Partial<
    Record<
      Variant,
      {
        loss: number | number[];
        grads: Partial<Record<'v1' | 'v2' | 'v3' | 'z', number[][]>>;
        f32_stable_grad_max_abs_err: number;
      }
    >
  >;
}

export const goldenCases = golden.cases as unknown as GoldenCase[];
