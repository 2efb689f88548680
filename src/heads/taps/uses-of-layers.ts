import type * as tfl from '@tensorflow/tfjs-layers';

/** A use of a layer, in the lists where tfjs-layers notes it. */
interface Noting {
  inboundNodes: object[];
  outboundNodes: object[];
  layers?: (tfl.layers.Layer & Noting)[];
  inputs?: tfl.SymbolicTensor[];
}

/** Uses by models that were freed. They stay where another one comes behind: tfjs-layers counts some of them by position. */
const freed = new WeakSet<object>();

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
    for (const node of added) freed.add(node);
    for (const layer of noting) {
      layer.outboundNodes = layer.outboundNodes.filter((node) => !freed.has(node));
      while (layer.inboundNodes.length > 0 && freed.has(layer.inboundNodes.at(-1)!)) layer.inboundNodes.pop();
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

/** A model, its layers, and those of the models in it. A sequential model does not list the layer of its input. */
function withNested(layer: Noting): Noting[] {
  const inputLayers = (layer.inputs ?? []).map(({ sourceLayer }) => sourceLayer as tfl.layers.Layer & Noting);
  return [...new Set([layer, ...inputLayers, ...(layer.layers ?? []).flatMap(withNested)])];
}
