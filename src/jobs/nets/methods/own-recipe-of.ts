import { assertOneOf, reject } from '../../../checks';
import { type Method, type MethodName, methodNames, methods } from '../methods';
import type { OwnRecipe } from './own-recipe';

/**
 * How the authors of a method train it on CIFAR-100-LT.
 *
 * @param method a name of {@link methods}
 * @returns their settings
 * @throws RangeError | TypeError where there is no such method, or none of its authors' settings on CIFAR-100-LT are known
 *
 * @example
 * ```ts
 * import { ownRecipe } from 'mbib/jobs';
 *
 * const { weightDecay, source } = ownRecipe('ldam-drw'); // 2e-4, 'the scripts of LDAM-DRW'
 * ```
 */
export function ownRecipe(method: MethodName): OwnRecipe {
  assertOneOf('method', method, methodNames);
  const recipeOf = (name: MethodName) => (methods[name] as Method).recipe;
  const known = methodNames.filter(recipeOf);
  return (
    recipeOf(method) ?? reject('method', `have a recipe of its own, as ${known.join(', ')} have`, method)
  );
}
