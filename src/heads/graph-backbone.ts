import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { reject } from '../checks';

/** An input of a GraphModel. */
export interface GraphInput {
  /** Its sizes, the batch first. A size that the model does not declare is −1 or null. */
  shape?: number[] | undefined;
}

/** What `withMBIB` uses of a GraphModel of `@tensorflow/tfjs-converter`. */
export interface GraphBackbone {
  /** The model's inputs. `withMBIB` needs a model with one. */
  readonly inputs: readonly GraphInput[];
  /** Computes the values of the named nodes for a batch of inputs. */
  execute(inputs: tf.Tensor, outputs: string[]): tf.Tensor | tf.Tensor[];
}

/** Whether a backbone is a GraphModel: it has `execute` and no `layers`. */
export function isGraphBackbone(backbone: object): backbone is GraphBackbone {
  return 'execute' in Object(backbone) && !('layers' in backbone);
}

/**
 * Makes a GraphModel usable in a LayersModel: an input of its shape, and its nodes as symbolic tensors. The graph does not learn.
 *
 * @param nodes names of the nodes, shallow to deep
 * @param inputShape shape of an input without the batch, for a model that does not declare it
 * @throws RangeError where the model has several inputs or an unknown shape
 */
export function tapGraph(graph: GraphBackbone, nodes: string[], inputShape?: number[]) {
  const shape = inputShape ?? graph.inputs[0]?.shape?.slice(1);
  if (graph.inputs.length !== 1 || !shape?.every((size) => size > 0)) {
    reject(
      'the GraphModel',
      'have one input of known shape, or options.inputShape',
      `[${graph.inputs[0]?.shape}]`,
    );
  }
  const shapes = outputShapes(graph, nodes, shape);

  /** A layer without weights that computes the nodes. */
  class FrozenGraph extends tfl.layers.Layer {
    static className = 'FrozenGraph';

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
      return tf.tidy(() => graph.execute([inputs].flat()[0]!, nodes));
    }

    override computeOutputShape(): tfl.Shape[] {
      return shapes;
    }

    override getConfig(): never {
      reject('a saved model', `hold no GraphModel: save \`head\`, which takes its '${nodes.at(-1)}'`, 'one');
    }
  }

  const input = tfl.input({ shape });
  return { inputs: [input], tensors: [new FrozenGraph({}).apply(input)].flat() as tfl.SymbolicTensor[] };
}

function outputShapes(graph: GraphBackbone, nodes: string[], inputShape: number[]): tfl.Shape[] {
  const outputs = tf.tidy(() => [graph.execute(tf.zeros([1, ...inputShape]), nodes)].flat());
  const shapes = outputs.map(({ shape }) => [null, ...shape.slice(1)]);
  tf.dispose(outputs);
  return shapes;
}
