import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { assertObject, assertText, assertWholeNumber, rejectType, show } from '../../checks';
import { joinedBytes } from '../../joined-bytes';
import { resolveOptions } from '../../options';
import {
  assertClassifier,
  type ClassifierFilesOptions,
  classifierFilesOptions,
  texts,
} from './classifier-files';
import { CLASSIFIER_FORMAT, type ClassifierDescription } from './description';
import { type ClassifierFile, modelFiles, weightsName } from './model-files';

/** The backbone of a classifier that is a GraphModel. */
export interface GraphClassifierBackbone {
  /** The node whose output the head takes. */
  node: string;
  /** Height and width of its images. */
  size: readonly [height: number, width: number];
  /** The GraphModel's own files, as tfjs's loaders read them. */
  artifacts: io.ModelArtifacts;
}

const graphOptions = {
  node: { check: assertText },
  size: { check: assertSize },
  artifacts: {
    check: (argument: string, value: io.ModelArtifacts) =>
      assertObject(argument, value, 'the files of a GraphModel'),
  },
} as const;

function assertSize(argument: string, size: GraphClassifierBackbone['size']): void {
  if (!Array.isArray(size) || size.length !== 2) rejectType(argument, 'be [height, width]', show(size));
  for (const [i, side] of size.entries()) assertWholeNumber(`${argument}[${i}]`, side, 1);
}

/**
 * The files of a classifier whose backbone is a GraphModel: its own model in `backbone/`, the LayersModel on top of it in `head/`,
 * `labels.json` and `README.md`, whose code loads both.
 *
 * @param head takes what the node gives, `[batch, …]`, and gives probabilities
 * @param backbone the GraphModel
 * @param description what the files say of it; its `preprocessing` is what the GraphModel's images need
 * @param options `quantize`: a smaller form of the head's weights
 * @throws RangeError or TypeError where an argument does not fit; RangeError where a weight of the head is not finite
 *
 * @example
 * ```ts
 * import type { io } from '@tensorflow/tfjs-core';
 * import type { LayersModel } from '@tensorflow/tfjs-layers';
 * import { type ClassifierDescription, graphClassifierFiles } from 'mbib/jobs';
 *
 * declare const artifacts: io.ModelArtifacts; // of a GraphModel
 * declare const head: LayersModel; // net.head of withMBIB
 * declare const description: ClassifierDescription;
 * const files = await graphClassifierFiles(head, { node: 'conv3/Relu', size: [224, 224], artifacts }, description);
 * ```
 */
export async function graphClassifierFiles(
  head: LayersModel,
  backbone: GraphClassifierBackbone,
  description: ClassifierDescription,
  options?: ClassifierFilesOptions,
): Promise<ClassifierFile[]> {
  const { quantize } = resolveOptions(options, classifierFilesOptions);
  const { node, size, artifacts } = resolveOptions(backbone, graphOptions, 'backbone');
  await assertClassifier('head', head, description);
  const { preprocessing } = description;
  if (!preprocessing) {
    return rejectType(
      'description.preprocessing',
      'be given for a GraphModel, which takes images',
      'nothing',
    );
  }
  const [height, width] = size;
  const shorterSide = preprocessing.shorterSide ?? Math.min(height, width);
  const computed = { ...preprocessing, shorterSide, node, size };
  const files = await modelFiles(
    head,
    { format: CLASSIFIER_FORMAT, takes: 'features', backbone: computed },
    quantize,
  );
  const ofHead = files.map(({ name, content }) => ({ name: `head/${name}`, content }));
  const image = { height, width, channels: preprocessing.mean.length, shorterSide };
  return [
    ...backboneFiles(artifacts),
    ...ofHead,
    ...texts(description, ofHead[1]!.name, { image, backbone: computed, quantize }),
  ];
}

/** The GraphModel as it was, with all of its weights in one file. */
function backboneFiles({ weightData, weightSpecs, ...model }: io.ModelArtifacts): ClassifierFile[] {
  const content = joinedBytes(weightData);
  const name = weightsName(content);
  const weightsManifest = [{ paths: [name], weights: weightSpecs }];
  return [
    { name: 'backbone/model.json', content: JSON.stringify({ ...model, weightsManifest }) },
    { name: `backbone/${name}`, content },
  ];
}
