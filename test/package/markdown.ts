/** A fenced block of a Markdown file, and the block right after it if only blank lines are between the two. */
export interface Block {
  language: string;
  code: string;
  /** What the block prints, from a `text` block that follows it. */
  prints?: string;
}

/** The fenced blocks of a Markdown file, in order; a `text` block goes with the block that it follows. */
export function fencedBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  let end = -1;
  for (const match of markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)) {
    const [fence, language, code] = match as unknown as [string, string, string];
    const follows = end >= 0 && markdown.slice(end, match.index).trim() === '';
    if (language === 'text' && follows) blocks.at(-1)!.prints = code.trim();
    else blocks.push({ language, code });
    end = match.index + fence.length;
  }
  return blocks;
}

/**
 * The lines that a block says it prints: those of its `text` block, else the comments at the end of its lines that print. In
 * them `…` stands for anything.
 */
export function promised({ code, prints }: Block): string[] {
  const comments = [...code.matchAll(/^.*(?:console\.log|\.append)\(.*\); \/\/ (.*)$/gm)].map(
    ([, line]) => line!,
  );
  const lines = prints?.split('\n').map((line) => line.trimEnd()) ?? comments;
  if (lines.length === 0) throw new Error(`nothing says what this block prints:\n${code}`);
  return lines;
}

/** Whether a line is what was promised. */
export function keeps(line: string, promise: string): boolean {
  const parts = promise.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(line.trimEnd());
}

/** The targets of a Markdown file's links and images, Markdown's own and HTML's. */
export function linkTargets(markdown: string): string[] {
  const text = markdown.replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, '');
  const inMarkdown = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)];
  const inHtml = [...text.matchAll(/(?:href|src|srcset)="([^"]+)"/g)];
  return [...inMarkdown, ...inHtml].map(([, target]) => target!);
}
