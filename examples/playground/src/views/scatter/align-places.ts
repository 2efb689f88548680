/**
 * Centres places in the plane, scales them to a mean square distance of 1 from 0, and turns or mirrors them so that they are as near to
 * earlier places of the same points as they can be (orthogonal Procrustes). Turning a projection changes nothing that it shows.
 *
 * @param places `[points, 2]`; they are not changed
 * @param earlier as returned before, of the same length; undefined the first time
 * @see Schönemann 1966, A generalized solution of the orthogonal Procrustes problem
 */
export function alignPlaces(places: Float32Array, earlier?: Float32Array): Float32Array {
  const aligned = standardised(places);
  if (earlier?.length !== aligned.length) return aligned;
  // The sums of products of the new coordinates with the old ones.
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let i = 0; i < aligned.length; i += 2) {
    xx += aligned[i]! * earlier[i]!;
    xy += aligned[i]! * earlier[i + 1]!;
    yx += aligned[i + 1]! * earlier[i]!;
    yy += aligned[i + 1]! * earlier[i + 1]!;
  }
  // The best rotation leaves this much of the products, the best reflection that much; the greater one is nearer.
  const turned = Math.hypot(xx + yy, xy - yx);
  const mirrored = Math.hypot(xx - yy, xy + yx);
  const mirror = mirrored > turned;
  const angle = mirror ? Math.atan2(xy + yx, xx - yy) : Math.atan2(xy - yx, xx + yy);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  for (let i = 0; i < aligned.length; i += 2) {
    const [x, y] = [aligned[i]!, mirror ? -aligned[i + 1]! : aligned[i + 1]!];
    aligned[i] = cosine * x - sine * y;
    aligned[i + 1] = sine * x + cosine * y;
  }
  return aligned;
}

function standardised(places: Float32Array): Float32Array {
  const n = places.length / 2;
  let [x, y] = [0, 0];
  for (let i = 0; i < places.length; i += 2) {
    x += places[i]! / n;
    y += places[i + 1]! / n;
  }
  let square = 0;
  const centred = places.map((value, i) => value - (i % 2 === 0 ? x : y));
  for (const value of centred) square += value * value;
  const size = Math.sqrt(square / n) || 1;
  return centred.map((value) => (Number.isFinite(value) ? value / size : 0));
}

/** How far from 0 a drawing has to reach to show all places, in halves. */
export function reachOf(places: Float32Array): number {
  const furthest = places.reduce((most, value) => Math.max(most, Math.abs(value)), 1.5);
  return Math.ceil(2 * furthest) / 2;
}

/** The reach of a drawing that keeps the one of before unless it is too little, or much too far. */
export function steadyReach(needed: number, before: number | undefined): number {
  return before !== undefined && needed <= before && needed > 0.6 * before ? before : needed;
}
