import { MersenneTwister } from 'mbib/jobs';

const hidden = 16;
/** Numbers in the representation z. */
const zWidth = 4;

/** The logits of both heads of a net, `[points, classes]` each. */
export interface ToyLogits {
  v: Float32Array;
  z: Float32Array;
}

/** What a pass through the net leaves for the way back. */
interface Pass extends ToyLogits {
  features: Float32Array;
  bottleneck: Float32Array;
}

/**
 * A network for points in the plane, as small as one of BIB can be: 16 features (tanh); the head v on them; a bottleneck of four numbers
 * behind them, and the head z on it. It is written out here, and not made of layers, so that training it takes milliseconds. Its
 * losses are those of mbib: it takes the gradients of the logits from them.
 */
export class ToyNet {
  private readonly layers: Dense[];

  /** @param classes number of classes */
  constructor(classes: number, seed: number) {
    const random = new MersenneTwister(seed);
    const widths = [
      [2, hidden],
      [hidden, classes],
      [hidden, zWidth],
      [zWidth, classes],
    ] as const;
    this.layers = widths.map(([inputs, outputs]) => new Dense(inputs, outputs, random));
  }

  /** The logits of points, `[points, 2]`. */
  pass(places: Float32Array): Pass {
    const [first, v, narrow, z] = this.layers as [Dense, Dense, Dense, Dense];
    const features = first.apply(places).map(Math.tanh);
    const bottleneck = narrow.apply(features);
    return { features, bottleneck, v: v.apply(features), z: z.apply(bottleneck) };
  }

  /**
   * The gradients of all weights, in the order of {@link weights}.
   *
   * @param places the points of the pass
   * @param gradients of the loss in the logits; without `z` the head z takes no part
   */
  gradients(
    places: Float32Array,
    pass: Pass,
    gradients: { v: Float32Array; z?: Float32Array },
  ): Float32Array[] {
    const [first, v, narrow, z] = this.layers as [Dense, Dense, Dense, Dense];
    const ofV = v.back(pass.features, gradients.v);
    const ofZ = gradients.z && z.back(pass.bottleneck, gradients.z);
    const ofNarrow = ofZ && narrow.back(pass.features, ofZ.inputs);
    const ofFeatures = ofV.inputs.map(
      (value, i) => (value + (ofNarrow?.inputs[i] ?? 0)) * (1 - pass.features[i]! ** 2),
    );
    const none = (layer: Dense) => new Float32Array(layer.weights.length);
    return [
      first.back(places, ofFeatures).weights,
      ofV.weights,
      ofNarrow?.weights ?? none(narrow),
      ofZ?.weights ?? none(z),
    ];
  }

  /** The weights of every layer; changing them changes the net. */
  get weights(): Float32Array[] {
    return this.layers.map((layer) => layer.weights);
  }
}

/** A dense layer: its weights `[inputs + 1, outputs]`, the biases in the last row. */
class Dense {
  readonly weights: Float32Array;

  constructor(
    private readonly inputs: number,
    private readonly outputs: number,
    random: MersenneTwister,
  ) {
    const scale = 1 / Math.sqrt(inputs);
    this.weights = Float32Array.from({ length: (inputs + 1) * outputs }, (_, i) =>
      i < inputs * outputs ? scale * random.normal() : 0,
    );
  }

  apply(rows: Float32Array): Float32Array {
    const { inputs, outputs, weights } = this;
    const result = new Float32Array((rows.length / inputs) * outputs);
    for (let to = 0, from = 0; to < result.length; to += outputs, from += inputs) {
      for (let j = 0; j < outputs; j++) {
        let sum = weights[inputs * outputs + j]!;
        for (let i = 0; i < inputs; i++) sum += rows[from + i]! * weights[i * outputs + j]!;
        result[to + j] = sum;
      }
    }
    return result;
  }

  /** The gradients of the weights and of the inputs, from those of the outputs. */
  back(rows: Float32Array, gradient: Float32Array): { weights: Float32Array; inputs: Float32Array } {
    const { inputs, outputs, weights } = this;
    const ofWeights = new Float32Array(weights.length);
    const ofRows = new Float32Array(rows.length);
    for (let from = 0, at = 0; from < gradient.length; from += outputs, at += inputs) {
      for (let j = 0; j < outputs; j++) {
        const g = gradient[from + j]!;
        ofWeights[inputs * outputs + j]! += g;
        for (let i = 0; i < inputs; i++) {
          ofWeights[i * outputs + j]! += g * rows[at + i]!;
          ofRows[at + i]! += g * weights[i * outputs + j]!;
        }
      }
    }
    return { weights: ofWeights, inputs: ofRows };
  }
}
