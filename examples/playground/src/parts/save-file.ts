/**
 * Lets the browser save something as a file.
 *
 * @param type its media type; a text is UTF-8, which the type says with `charset`
 */
export function saveFile(content: string | ArrayBuffer, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
