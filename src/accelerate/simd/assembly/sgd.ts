// Every product and every sum is rounded by itself: the bits are those of the operations that compute the update elsewhere.

/**
 * A step of `count` numbers: s = g + λ·w (s = g where λ = 0), v' = μ·v + s (v' = s without `moving`), w' = w − η·v', or with
 * `nesterov` w' = w − η·(s + μ·v').
 */
export function sgdUpdate(
  value: usize,
  gradient: usize,
  velocity: usize,
  count: i32,
  learningRate: f32,
  weightDecay: f32,
  momentum: f32,
  moving: bool,
  nesterov: bool,
  newValue: usize,
  newVelocity: usize,
): void {
  const bytes = <usize>count << 2;
  const rate = f32x4.splat(learningRate);
  const decay = f32x4.splat(weightDecay);
  const share = f32x4.splat(momentum);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const w = v128.load(value + i);
    let slope = v128.load(gradient + i);
    if (weightDecay > 0) slope = f32x4.add(slope, f32x4.mul(w, decay));
    let speed = slope;
    if (moving) speed = f32x4.add(f32x4.mul(v128.load(velocity + i), share), slope);
    v128.store(newVelocity + i, speed);
    if (nesterov) speed = f32x4.add(slope, f32x4.mul(speed, share));
    v128.store(newValue + i, f32x4.sub(w, f32x4.mul(speed, rate)));
  }
  for (; i < bytes; i += 4) {
    const w = load<f32>(value + i);
    let slope = load<f32>(gradient + i);
    if (weightDecay > 0) slope = slope + w * weightDecay;
    let speed = slope;
    if (moving) speed = load<f32>(velocity + i) * momentum + slope;
    store<f32>(newVelocity + i, speed);
    if (nesterov) speed = slope + speed * momentum;
    store<f32>(newValue + i, w - speed * learningRate);
  }
}
