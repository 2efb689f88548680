import * as tfl from '@tensorflow/tfjs-layers';

type Callbacks = tfl.ModelFitArgs['callbacks'];

/** The arguments of `fit` and `fitDataset`, as far as they are of interest here. */
interface FitArguments {
  callbacks?: Callbacks;
  yieldEvery?: ConstructorParameters<typeof tfl.CustomCallback>[1];
}

const allowed = Symbol.for('mbib/training: mixed callbacks are allowed');

/**
 * Makes `fit` and `fitDataset` of every model accept lists of callbacks that hold plain objects beside `tf.Callback`s. Called twice,
 * it does nothing more.
 *
 * Stock tfjs goes by the first of the list. Where that is a plain object, it reads all others as plain objects too: for a
 * `tf.CustomCallback` it makes another one, whose handler is the method that calls the handler, which thus calls itself without
 * end. Where the first one is a `tf.Callback`, a plain object after it lacks the methods of one. A single callback has no way to
 * see the others, hence `fit` itself is replaced. Lists of one kind reach it unchanged.
 */
export function allowMixedCallbacks(): void {
  const prototype = tfl.LayersModel.prototype;
  if (allowed in prototype) return;
  const { fit, fitDataset } = prototype;
  prototype.fit = function (x, y, args) {
    return fit.call(this, x, y, args && unmixed(args));
  };
  prototype.fitDataset = function (dataset, args) {
    return fitDataset.call(this, dataset, args && unmixed(args)) as ReturnType<typeof fitDataset>;
  };
  Object.defineProperty(prototype, allowed, { value: true });
}

/** The same arguments, where plain objects beside `tf.Callback`s have become `tf.CustomCallback`s. */
function unmixed<Arguments extends FitArguments>(args: Arguments): Arguments {
  const { callbacks, yieldEvery } = args;
  if (!Array.isArray(callbacks) || !callbacks.some(isCallback) || callbacks.every(isCallback)) return args;
  const plain = callbacks as tfl.CustomCallbackArgs[];
  return {
    ...args,
    callbacks: plain.map((entry) => (isCallback(entry) ? entry : new tfl.CustomCallback(entry, yieldEvery))),
  };
}

/** Whether a value is of the class that `tf.Callback` and `tf.CustomCallback` extend, which tfjs does not export. */
function isCallback(value: unknown): boolean {
  return value instanceof Object.getPrototypeOf(tfl.CustomCallback);
}
