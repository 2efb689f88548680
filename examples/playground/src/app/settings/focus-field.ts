/** Moves the focus to a field of the settings, and opens what is closed around it. */
export function focusField(name: string): void {
  const field = document.querySelector<HTMLElement>(`.settings [name="${name}"]`);
  for (let around = field?.closest('details'); around; around = around.parentElement?.closest('details')) {
    around.open = true;
  }
  field?.focus();
}
