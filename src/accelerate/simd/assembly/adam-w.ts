// Every product, sum, quotient and root is rounded by itself: the bits are those of the operations that compute the update elsewhere.

/**
 * A step of `count` numbers: m' = m + (g − m)·meanShare, v' = v·beta2 + g²·squareShare (without `moving` m' = g·meanShare and
 * v' = g²·squareShare), w' = w·kept − m' / (√v' / rootCorrection + epsilon) · stepSize.
 */
export function adamWUpdate(
  value: usize,
  gradient: usize,
  mean: usize,
  square: usize,
  count: i32,
  kept: f32,
  meanShare: f32,
  beta2: f32,
  squareShare: f32,
  rootCorrection: f32,
  epsilon: f32,
  stepSize: f32,
  moving: bool,
  newValue: usize,
  newMean: usize,
  newSquare: usize,
): void {
  const bytes = <usize>count << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const g = v128.load(gradient + i);
    let m = f32x4.mul(g, f32x4.splat(meanShare));
    let v = f32x4.mul(f32x4.mul(g, g), f32x4.splat(squareShare));
    if (moving) {
      const before = v128.load(mean + i);
      m = f32x4.add(before, f32x4.mul(f32x4.sub(g, before), f32x4.splat(meanShare)));
      v = f32x4.add(f32x4.mul(v128.load(square + i), f32x4.splat(beta2)), v);
    }
    v128.store(newMean + i, m);
    v128.store(newSquare + i, v);
    const root = f32x4.add(f32x4.div(f32x4.sqrt(v), f32x4.splat(rootCorrection)), f32x4.splat(epsilon));
    const moved = f32x4.mul(f32x4.div(m, root), f32x4.splat(stepSize));
    v128.store(newValue + i, f32x4.sub(f32x4.mul(v128.load(value + i), f32x4.splat(kept)), moved));
  }
  for (; i < bytes; i += 4) {
    const g = load<f32>(gradient + i);
    let m = g * meanShare;
    let v = g * g * squareShare;
    if (moving) {
      const before = load<f32>(mean + i);
      m = before + (g - before) * meanShare;
      v = load<f32>(square + i) * beta2 + v;
    }
    store<f32>(newMean + i, m);
    store<f32>(newSquare + i, v);
    const root = sqrt<f32>(v) / rootCorrection + epsilon;
    store<f32>(newValue + i, load<f32>(value + i) * kept - (m / root) * stepSize);
  }
}
