import { assertOneOf } from '../../checks';
import { type LossOption, paperOptions } from './methods/loss-options';
import type { Method } from './methods/method';

/** Methods by their names. */
export type MethodRegistry = Readonly<Record<string, Method>>;

/**
 * The loss options that there are: the paper's, and after them those that some method has for itself.
 *
 * @throws Error where two methods mean different options by one name: whoever gives it could not say which
 */
export function lossOptionTable(registry: MethodRegistry): Readonly<Record<string, LossOption>> {
  const table = new Map<string, LossOption>(Object.entries(paperOptions));
  for (const [method, { options }] of Object.entries(registry)) {
    for (const [name, option] of Object.entries(options)) {
      if ((table.get(name) ?? option) !== option) {
        throw new Error(`The method ${method} has an option ${name} that is not the ${name} of the others.`);
      }
      table.set(name, option);
    }
  }
  return Object.fromEntries(table);
}

/**
 * Every loss option where none is given: the method's default, or that of the option itself.
 *
 * @throws RangeError | TypeError where there is no such method
 */
export function lossDefaultsOf(registry: MethodRegistry, method: string): Record<string, number> {
  const { defaults } = methodIn(registry, method);
  const usual = Object.entries(lossOptionTable(registry)).map(([name, option]) => [name, option.default]);
  return { ...Object.fromEntries(usual), ...defaults };
}

/**
 * A method by its name.
 *
 * @throws RangeError | TypeError where there is no such method
 */
export function methodIn(registry: MethodRegistry, method: string): Method {
  assertOneOf('method', method, Object.keys(registry));
  return registry[method]!;
}
