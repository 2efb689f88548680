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
    const figure = h('div', { class: 'figure home-figure', innerHTML: withoutStyle(accuracy) });
    return () => h(DefaultTheme.Layout, null, { 'home-hero-image': () => figure });
  },
});

export default { extends: DefaultTheme, Layout };
