/** An SVG of docs/images without the colours that it has as an image: the site gives it its own, style.css. */
export function withoutStyle(svg: string): string {
  return svg.replace(/<style>[\s\S]*?<\/style>/, '');
}
