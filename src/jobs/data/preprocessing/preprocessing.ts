import type { Normalisation } from './normalisations';

/** How a picture becomes what a network takes, where nothing is changed at random. */
export interface Preprocessing extends Normalisation {
  /**
   * Number of pixels that the shorter side of a picture gets before the network's image is cut out of its centre. Left out, it is the
   * side of that image itself.
   */
  shorterSide?: number | undefined;
}
