import type * as tfl from '@tensorflow/tfjs-layers';

/** A use of a layer, in the lists where tfjs-layers notes it. */
interface Noting {
  inboundNodes: object[];
  outboundNodes: object[];
  layers?: (tfl.layers.Layer & Noting)[];
}

/** Uses whose models are gone, but which stand before another one in a list that tfjs-layers counts by position. */
const gone = new WeakSet<object>();

/**
 * Builds models on a backbone, and says how to forget them: tfjs-layers notes each use of a layer in the layer.
 *
 * @returns what was built, and `forget`, which removes from the backbone's layers the uses that were added
 */
export function buildOn<Built>(
  backbone: tfl.LayersModel | undefined,
  build: () => Built,
): { built: Built; forget: () => void } {
  const noting = backbone ? withNested(backbone as tfl.LayersModel & Noting) : [];
  const before = new Set(
    noting.flatMap(({ inboundNodes, outboundNodes }) => [...inboundNodes, ...outboundNodes]),
  );
  const forget = (added: ReadonlySet<object>) => {
    for (const node of added) gone.add(node);
    for (const layer of noting) {
      layer.outboundNodes = layer.outboundNodes.filter((node) => !gone.has(node));
      while (layer.inboundNodes.length > 0 && gone.has(layer.inboundNodes.at(-1)!)) layer.inboundNodes.pop();
    }
  };
  const addedNow = () =>
    new Set(
      noting
        .flatMap(({ inboundNodes, outboundNodes }) => [...inboundNodes, ...outboundNodes])
        .filter((node) => !before.has(node)),
    );
  try {
    const built = build();
    const added = addedNow();
    return { built, forget: () => forget(added) };
  } catch (error) {
    forget(addedNow());
    throw error;
  }
}

/** A model, its layers, and those of the models in it. */
function withNested(layer: Noting): Noting[] {
  return [layer, ...(layer.layers ?? []).flatMap(withNested)];
}
