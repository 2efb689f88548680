/**
 * A check for {@link NumberField}: a whole number within bounds.
 *
 * @throws RangeError for another value
 */
export function wholeNumber(name: string, low: number, high: number): (value: number) => void {
  return (value) => {
    if (Number.isInteger(value) && value >= low && value <= high) return;
    const got = Number.isNaN(value) ? 'nothing that is a number' : value;
    throw new RangeError(`${name} must be a whole number from ${low} to ${high}, got ${got}`);
  };
}
