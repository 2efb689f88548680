import { useData } from 'vitepress';
import { watchPostEffect } from 'vue';

/** Readers of the screen find the main part of a page by its role; VitePress's front page has none. */
export function markMain(): void {
  const { frontmatter } = useData();
  watchPostEffect(() => {
    const content = document.querySelector('#VPContent');
    if (frontmatter.value.layout === 'home') content?.setAttribute('role', 'main');
    else content?.removeAttribute('role');
  });
}
