import * as tf from '@tensorflow/tfjs-core';

const shapes = 400;

/**
 * A picture of discs and squares over each other, whose edges and areas of one colour are more like a photograph's than noise is:
 * `[1, size, size, 3]`, pixels in 0..255. scripts/convert_efficientnet_lite0.py draws the same.
 */
export function drawnPicture(size: number, seed: number): tf.Tensor4D {
  let state = seed;
  const draw = (end: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % end;
  };
  const picture = new Float32Array(size * size * 3);
  for (let shape = 0; shape < shapes; shape++) {
    const radius = 1 + Math.floor(size / (2 + draw(40)));
    const [left, top, grey] = [draw(size), draw(size), draw(256)];
    const colour = [0, 1, 2].map(() => Math.floor((draw(256) + 2 * grey) / 3));
    const disc = draw(2) === 1;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const [across, down] = [Math.abs(x - left), Math.abs(y - top)];
        const inside = disc ? across ** 2 + down ** 2 <= radius ** 2 : Math.max(across, down) <= radius;
        if (inside) picture.set(colour, 3 * (y * size + x));
      }
    }
  }
  return tf.tensor4d(picture, [1, size, size, 3]);
}
