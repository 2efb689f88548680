/** The name of an option, which may be written as a flag is, too: `val-fraction` is `valFraction`. */
export function optionName(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
