import type { ComponentChildren } from 'preact';

/**
 * A link to a page of the guide. On the site the guide stands beside the playground; elsewhere the page is named as it is found in the
 * package.
 *
 * @param page its path in docs without the ending: 'learn/idea'
 */
export function GuideLink({ page, children }: { page: string; children: ComponentChildren }) {
  if (import.meta.env.MODE === 'site') return <a href={`../${page}.html`}>{children}</a>;
  return (
    <>
      {children} (<code>docs/{page}.md</code>)
    </>
  );
}
