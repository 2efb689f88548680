import { methodIn } from '../method-registry';
import {
  defaultLossOptions,
  type LossOptions,
  lossOptions,
  type MethodName,
  methods,
  pickLossOptions,
} from '../methods';

/**
 * How many experts a method trains, for the network that a job makes for it.
 *
 * @param options of a job: the method, and `experts` for a method that can have several numbers of them
 * @returns at least 2, for the option `experts` of `resnet32` and `smallConvnet`; undefined for a method that trains one network
 * @throws RangeError | TypeError where there is no such method, or no such number of experts
 *
 * @example
 * ```ts
 * import { expertsOf, resnet32 } from 'mbib/jobs';
 *
 * const options = { method: 'ride', experts: 4 } as const;
 * const backbone = resnet32({ experts: expertsOf(options) }); // four experts; for 'mbib' it would be one network
 * ```
 */
export function expertsOf(
  options: Readonly<{ method: MethodName } & Partial<LossOptions>>,
): number | undefined {
  const { method, experts } = options;
  if (experts !== undefined) lossOptions.experts.check('options.experts', experts);
  return methodIn(methods, method).experts?.({ ...defaultLossOptions(method), ...pickLossOptions(options) });
}
