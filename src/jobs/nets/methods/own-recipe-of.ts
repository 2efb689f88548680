import { assertOneOf, reject, show } from '../../../checks';
import { type Method, type MethodName, methodNames, methods } from '../methods';
import type { OwnRecipe } from './own-recipe';

/**
 * A recipe of the field for a method on CIFAR-100-LT: of its authors, or of a program that many compare with, as its `source` says.
 *
 * @param method a name of {@link methods}
 * @returns its settings
 * @throws RangeError | TypeError where there is no such method, or no recipe of the field is known for it
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
  const requirement = `be 'shared' for the method ${method}: recipes of the field are known for ${known.join(', ')}`;
  return recipeOf(method) ?? reject('recipe', requirement, show('own'));
}
