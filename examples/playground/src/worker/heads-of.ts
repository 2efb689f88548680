import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type MethodName, methods, type Net } from 'mbib/jobs';

/** The taps of the page's networks, shallow to deep. */
const TAPS = ['v1', 'v2', 'v3'];

/** The heads of a net by themselves. */
export interface Heads {
  /** 'v1', 'v2', 'v3' for the taps that the method observes, shallow to deep; 'z'. */
  names: readonly string[];
  /** Their logits side by side, `[batch, heads · K]`, from what the net's classifier takes. */
  logits: SymbolicTensor;
}

/** The heads of a net whose method has one on every tap and one on z; undefined for another method. */
export function headsOf(net: Net, method: MethodName, classes: number): Heads | undefined {
  if (methods[method].heads !== methods.mbib.heads) return undefined;
  const { headTrainer, encoder } = net as { headTrainer: LayersModel; encoder: LayersModel };
  const logits = headTrainer.apply(encoder.outputs) as SymbolicTensor;
  const taps = logits.shape[1]! / classes - 1;
  return { names: [...TAPS.slice(-taps), 'z'], logits };
}
