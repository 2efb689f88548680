/** dx[i] = x[i] > 0 ? dy[i] : 0. */
export function reluGradient(dy: usize, x: usize, count: i32, dx: usize): void {
  const zero = f32x4.splat(0);
  let i: usize = 0;
  const bytes = <usize>count << 2;
  for (; i + 16 <= bytes; i += 16) {
    v128.store(dx + i, v128.and(v128.load(dy + i), f32x4.gt(v128.load(x + i), zero)));
  }
  for (; i < bytes; i += 4) {
    store<f32>(dx + i, load<f32>(x + i) > 0 ? load<f32>(dy + i) : 0);
  }
}

/** dx[i] = low ≤ x[i] ≤ high ? dy[i] : 0. */
export function clipGradient(dy: usize, x: usize, low: f32, high: f32, count: i32, dx: usize): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  let i: usize = 0;
  const bytes = <usize>count << 2;
  for (; i + 16 <= bytes; i += 16) {
    const values = v128.load(x + i);
    const inside = v128.and(f32x4.ge(values, lows), f32x4.le(values, highs));
    v128.store(dx + i, v128.and(v128.load(dy + i), inside));
  }
  for (; i < bytes; i += 4) {
    const value = load<f32>(x + i);
    store<f32>(dx + i, value >= low && value <= high ? load<f32>(dy + i) : 0);
  }
}
