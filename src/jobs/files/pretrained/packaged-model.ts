import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/**
 * The folder of a model that comes with the package: `model.json` and its weights, with their source and licence.
 *
 * @example
 * ```ts
 * const net = await loadLayersModel(loadFromFolder(packagedModel('efficientnet-lite0')));
 * ```
 */
export function packagedModel(name: 'efficientnet-lite0'): string {
  // By the package's name: sources and built files lie at different depths.
  return dirname(createRequire(import.meta.url).resolve(`mbib/models/${name}/model.json`));
}
