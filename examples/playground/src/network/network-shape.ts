import { expertsOf, type LossOptions, type MethodName, methods } from 'mbib/jobs';

/** The setting that the strength of an arrow is dragged by. */
export type Strength = 'beta' | 'a' | 'b';

/** A distillation: the head at `to` learns to say what the head at `from` says. */
export interface Arrow {
  from: string;
  to: string;
  /** Its weight in the loss. */
  strength: number;
  by: Strength;
}

/** What a method puts on the three stages of a network. */
export interface NetworkShape {
  /** The names of the heads on the stages, and the stage of each, 1 to 3. */
  taps: readonly { name: string; stage: number }[];
  /** Whether there is a head behind the deepest one, on the representation z. */
  z: boolean;
  arrows: readonly Arrow[];
  /** Number of experts, each with these heads; undefined for a network without any. */
  experts: number | undefined;
}

/** The pairs of heads that methods of several taps connect, by their places: three taps, then z. */
const pairs: Partial<Record<MethodName, readonly (readonly [from: number, to: number])[]>> = {
  mbib: [
    [0, 3],
    [1, 3],
    [2, 3],
  ],
  'sade-mbib': [
    [0, 3],
    [1, 3],
    [2, 3],
  ],
  'se-mbib': [
    [0, 1],
    [1, 2],
    [2, 3],
  ],
  'all-mbib': [
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 3],
    [2, 3],
  ],
};

/** Methods with the head z behind one tap, and whether z learns from that tap. */
const behindOneTap: Partial<Record<MethodName, boolean>> = {
  bib: true,
  sdib: true,
  'ce-2branch': false,
  'bsce-2branch': false,
};

const names = ['v1', 'v2', 'v3', 'z'] as const;

/**
 * What the network of a method is like, with the strengths that its distillations have with some options.
 *
 * @param options those of the method's loss
 */
export function networkShape(method: MethodName, options: LossOptions): NetworkShape {
  const experts = expertsOf({ ...options, method });
  const connected = pairs[method];
  if (connected) {
    const weights = [options.a, options.b, 1];
    const arrows = connected.map(([from, to]) => ({
      from: names[from]!,
      to: names[to]!,
      strength: options.beta * weights[from]!,
      by: (['a', 'b', 'beta'] as const)[from]!,
    }));
    return { taps: [1, 2, 3].map((stage) => ({ name: names[stage - 1]!, stage })), z: true, arrows, experts };
  }
  const learns = behindOneTap[method];
  return {
    taps: method === 'bsce-mlp' ? [] : [{ name: 'v', stage: 3 }],
    z: learns !== undefined || method === 'bsce-mlp',
    arrows: learns ? [{ from: 'v', to: 'z', strength: options.beta, by: 'beta' }] : [],
    experts,
  };
}

/** The settings by which the arrows of a method are strengthened, those that it reads of β, a and b. */
export function strengthsOf(method: MethodName): Strength[] {
  const read: Readonly<Record<string, unknown>> = methods[method].options;
  return (['beta', 'a', 'b'] as const).filter((name) => Object.hasOwn(read, name));
}
