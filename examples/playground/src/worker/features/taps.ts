/** Height and width of the pretrained network's images, in pixels. */
export const BACKBONE_SIDE = 224;

/** Pixels of a picture's shorter side before the image is cut out of its centre, as `mbib train folder` has them. */
export const BACKBONE_SHORTER_SIDE = 256;

/** The stages whose features are learnt from, shallow to deep. */
export const backboneTaps: readonly string[] = ['stage2', 'stage3', 'stage4'];

/** How many features each stage has. */
export const backboneWidths: readonly number[] = [40, 112, 1280];
