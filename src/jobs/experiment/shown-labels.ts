/** Labels of settings as a message has them: the first ones where they are many. */
export function shownLabels(labels: readonly string[]): string {
  return labels.length > 12 ? `${labels.slice(0, 12).join('; ')}; …` : labels.join('; ');
}
