/** A point of the drawing. */
export interface Place {
  x: number;
  y: number;
}

/** The drawing's size, which it is scaled from. */
export const size = { width: 430, height: 190 };

/** Half of a stage's width and height, and the radius of a head. */
export const stageHalf = { width: 37, height: 17 };

/** @see stageHalf */
export const headRadius = 15;

const stageLine = 152;
const headLine = 88;

/** The middle of a stage, 1 to 3. */
export const stagePlace = (stage: number): Place => ({ x: 78 + 92 * (stage - 1), y: stageLine });

/** The middle of a head on a stage. */
export const tapPlace = (stage: number): Place => ({ x: stagePlace(stage).x, y: headLine });

/** The middle of the head z. */
export const zPlace: Place = { x: 356, y: headLine };

/** An arrow in a bow over the heads between its ends, higher the further they are from each other. */
export function bow(from: Place, to: Place): string {
  const distance = to.x - from.x;
  const rise = 18 + 0.22 * distance;
  const [startX, startY] = [from.x + 0.5 * headRadius, from.y - 0.87 * headRadius];
  const [endX, endY] = [to.x - 0.62 * headRadius, to.y - headRadius - 5];
  return `M${startX} ${startY}C${startX + 0.15 * distance} ${startY - rise} ${endX - 0.25 * distance} ${endY - rise} ${endX} ${endY}`;
}
