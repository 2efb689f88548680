// What a page finds under the global name mbib: the library, and mbib/training as mbib.training.
export * from '../src/index';
export * as training from '../src/training/index';
