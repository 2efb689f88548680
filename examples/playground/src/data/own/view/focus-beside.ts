/**
 * Moves the focus from an element whose row is about to be removed: to the same in the next row, else in the row before, else to another
 * element, so that who uses a keyboard goes on from there.
 *
 * @param row selector of the row around it
 * @param target selector of what is focused in another row
 * @param otherwise gets the focus where no other row has such a target
 */
export function focusBeside(
  element: Element,
  row: string,
  target: string,
  otherwise: HTMLElement | null | undefined,
): void {
  const own = element.closest(row);
  const beside = [own?.nextElementSibling, own?.previousElementSibling].map((each) =>
    each?.querySelector<HTMLElement>(target),
  );
  (beside.find((each) => each) ?? otherwise)?.focus();
}
