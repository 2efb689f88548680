/**
 * Defined in the built package alone. What only the sources do stands behind `typeof MBIB_BUILT === 'undefined'`: it is left out of the
 * package, where no bundler is to look for the sources and their tools.
 */
declare const MBIB_BUILT: true;
