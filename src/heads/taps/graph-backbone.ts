import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { reject, show } from '../../checks';
import { GraphModelNodes } from './graph-model-nodes';
import { namesWithShapes, nearestNames } from './nearest-names';

/** An input of a GraphModel. */
export interface GraphInput {
  /** Its sizes, the batch first. A size that the model does not declare is −1 or null. */
  shape?: number[] | undefined;
  /** The type of its numbers. `withMBIB` takes `'float32'`, and a model that does not declare it. */
  dtype?: string | undefined;
}

/** What `withMBIB` uses of a GraphModel of `@tensorflow/tfjs-converter`. */
export interface GraphBackbone {
  /** The model's inputs. `withMBIB` needs a model with one. */
  readonly inputs: readonly GraphInput[];
  /** Computes the values of the named nodes for a batch of inputs. */
  execute(inputs: tf.Tensor, outputs: string[]): tf.Tensor | tf.Tensor[];
  /** The values of its constant nodes, by the names of the nodes. */
  readonly weights?: Readonly<Record<string, tf.Tensor[]>>;
}

/** What heads can be put on. */
export type Backbone = tfl.LayersModel | GraphBackbone;

/** Whether a backbone is a GraphModel: it has `execute` and no `layers`. */
export function isGraphBackbone(backbone: object): backbone is GraphBackbone {
  return 'execute' in Object(backbone) && !('layers' in backbone);
}

/**
 * Finds nodes of a GraphModel.
 *
 * @param nodes names of the nodes, shallow to deep
 * @param inputShape shape of an input without the batch, for a model that does not declare it
 * @returns the shapes of an input and of the nodes' outputs, null for the batch; and the function that computes the nodes
 * @throws RangeError where the model has several inputs, one of an unknown shape or of whole numbers, or a node is not found, a
 * constant, or lies at or behind the one that follows it
 */
export function tapGraph(graph: GraphBackbone, nodes: string[], inputShape?: number[]) {
  const input = graphInput(graph, inputShape);
  assertNodes(graph, nodes, input);
  const shapes = nodeShapes(graph, nodes, input);
  nodes.forEach((node, i) => {
    if (shapes[i]![0] !== input[0]) rejectConstant(i, node);
  });
  const declared = graph.inputs[0]!.shape?.[0] ?? -1;
  return {
    inputShape: input.slice(1),
    shapes: shapes.map(([, ...shape]) => [null, ...shape]),
    compute(batch: tf.Tensor): tf.Tensor[] {
      if (declared > 0 && batch.shape[0] !== declared) {
        reject('a batch', `have ${declared} inputs, as the GraphModel declares`, String(batch.shape[0]));
      }
      return [graph.execute(batch, nodes)].flat();
    },
  };
}

/** The shape of an input of the model for a trial: with the batch that it declares, or two images. */
export function graphInput(graph: GraphBackbone, inputShape?: number[]): number[] {
  const [input, ...others] = graph.inputs;
  const [batch = -1, ...declared] = input?.shape ?? [];
  const shape = inputShape ?? declared;
  if (!input || others.length > 0) reject('the GraphModel', 'have one input', String(graph.inputs.length));
  if (input.dtype && input.dtype !== 'float32') {
    reject('the GraphModel', 'take float32 (convert it with a float input)', input.dtype);
  }
  if (shape.length === 0 || !shape.every((size) => size > 0)) {
    reject(
      'the GraphModel',
      'declare the size of its input, or options.inputShape be given',
      `[${declared}]`,
    );
  }
  const differs = declared.some((size, i) => size > 0 && size !== shape[i]) || declared.length > shape.length;
  if (input.shape && (differs || declared.length !== shape.length)) {
    reject('options.inputShape', `be what the GraphModel declares, [${declared}]`, `[${shape}]`);
  }
  return [batch > 0 ? batch : 2, ...shape];
}

/** The shapes of nodes for an input of zeros. */
export function nodeShapes(graph: GraphBackbone, nodes: string[], input: number[]): number[][] {
  try {
    // A constant node is the model's own weight: it must not be disposed, and tidy spares what the model keeps.
    let shapes: number[][] = [];
    tf.tidy(() => {
      const outputs = [graph.execute(tf.zeros(input), nodes)].flat();
      const missing = nodes.find((_, i) => !outputs[i]);
      if (missing) throw new Error(`there is no output '${missing}'`);
      shapes = outputs.map(({ shape }) => shape);
    });
    return shapes;
  } catch (error) {
    return reject(
      'the GraphModel',
      `compute ${nodes.map(show).join(', ')} from an input of [${input}]`,
      `an error: ${(error as Error).message}`,
    );
  }
}

function assertNodes(graph: GraphBackbone, nodes: string[], input: number[]): void {
  const known = new GraphModelNodes(graph);
  nodes.forEach((node, i) => {
    if (known.known && !known.has(node)) {
      const nearest = nearestNodes(graph, known, node, input);
      const requirement = `be a node of the GraphModel; the nearest are ${nearest} (listTaps gives good ones)`;
      reject(`tapLayers[${i}]`, requirement, show(node));
    }
    if (known.known ? !known.isComputed(node) : Object.hasOwn(graph.weights ?? {}, node))
      rejectConstant(i, node);
    nodes.slice(i + 1).forEach((later) => {
      if (later === node) reject('tapLayers', 'be different nodes', `'${node}' twice`);
      if (known.dependsOn(node, later)) {
        reject(
          'tapLayers',
          'go from shallow to deep',
          `'${node}' before '${later}', which it is computed from`,
        );
      }
    });
  });
}

function rejectConstant(i: number, node: string): never {
  reject(
    `tapLayers[${i}]`,
    "be computed from the GraphModel's input, one row an input",
    `'${node}', which is not`,
  );
}

/** The nodes with the names nearest to `node` that could be taps. */
function nearestNodes(graph: GraphBackbone, known: GraphModelNodes, node: string, input: number[]): string {
  const names = nearestNames(node, known.computed(), 20);
  const shapes = nodeShapes(graph, names, input);
  const taps = names.map((name, i) => ({ name, shape: [null, ...shapes[i]!.slice(1)] }));
  return namesWithShapes(taps.filter(({ shape }) => shape.length >= 2 && shape.length <= 4).slice(0, 5));
}
