import * as mbib from 'mbib';
import * as training from 'mbib/training';
import './train.mjs';

// Used, all of them, as far as a bundler can tell.
globalThis.everything = { ...mbib, ...training };
