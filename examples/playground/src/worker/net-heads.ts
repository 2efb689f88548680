import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
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
export function netHeads({ headTrainer, encoder }: Net, method: MethodName): Heads | undefined {
  if (methods[method].heads !== methods.mbib.heads) return undefined;
  const taps = TAPS.slice(-headTrainer.inputs.length);
  return { names: [...taps, 'z'], logits: headTrainer.apply(encoder.outputs) as SymbolicTensor };
}
