import DefaultTheme from 'vitepress/theme-without-fonts';
import { defineComponent, h } from 'vue';
import accuracy from '../../images/learn/accuracy-by-class.svg?raw';
import { withoutStyle } from './figure';
import { markMain } from './mark-main';
import './style.css';

/** The default layout, with a figure on the front page. */
const Layout = defineComponent({
  setup() {
    markMain();
    const figure = () =>
      h('div', { class: 'figure home-figure' }, [
        h('div', { innerHTML: withoutStyle(accuracy) }),
        h('p', 'Handwritten digits after a training of seconds on 100 zeros down to 2 nines'),
      ]);
    return () => h(DefaultTheme.Layout, null, { 'home-hero-image': figure });
  },
});

export default { extends: DefaultTheme, Layout };
