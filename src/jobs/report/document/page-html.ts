import { Html, type HtmlValue, html, scriptJson } from '../html';
import type { MethodTitles } from '../method-title';

/** The script and the style of the page. */
export interface PageAssets {
  /** JavaScript, as it stands between the tags. */
  script: string;
  /** CSS, as it stands between the tags. */
  style: string;
}

/** What a page holds. */
export interface PageContents {
  /** As the window is called. */
  title: string;
  /** The heading. */
  heading: string;
  /** What stands under it. */
  main: HtmlValue;
  /** What the script draws from, by the id of the element that brings it as JSON. */
  data: Readonly<Record<string, unknown>>;
}

/**
 * The text of an HTML page that loads nothing from elsewhere, which its content security policy forbids, too. Its tables are in it; its
 * script draws the charts when it is opened.
 */
export function pageHtml(
  { title, heading, main, data }: PageContents,
  { script, style }: PageAssets,
): string {
  const json = Object.entries(data).map(
    ([id, value]) => html`<script type="application/json" id="${id}">${scriptJson(value)}</script>
`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>${heading}</h1>
<noscript><p class="notice">The figures of this page are drawn by its script, which is switched off here.</p></noscript>
${main}
</main>
${json}<script>${new Html(script)}</script>
</body>
</html>
`.text;
}

/** The titles and colours alone, as the page's script needs them. */
export function titlesOf(methods: MethodTitles): MethodTitles {
  return mapped(methods, ({ title, colour, options = {} }) => ({
    title,
    ...(colour !== undefined && { colour }),
    options: mapped(options, (option) => ({ title: option.title })),
  }));
}

function mapped<In, Out>(
  record: Readonly<Record<string, In>>,
  change: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
