import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';
import { apiPages, imports } from './api/entries.mjs';

const docs = fileURLToPath(new URL('../', import.meta.url));

/** The pages for readers who are new here, in the order to read them. */
const learn = ['long-tail', 'idea', 'choosing', 'options', 'when-not', 'glossary'];

/** The guides by what a reader wants to do. */
const guides: [title: string, names: string[]][] = [
  ['In your program', ['losses', 'heads', 'training', 'metrics', 'transfer-learning', 'pretrained']],
  ['By a command', ['own-images', 'digits', 'cifar100-lt', 'imagenet-lt', 'inaturalist2018']],
  ['Runs', ['jobs', 'report', 'experiments', 'going-on', 'results']],
  ['Where it runs', ['backends', 'performance', 'compatibility']],
  ['Deploy', ['classifiers', 'playground']],
];

/** What stands beside a page: the sections of the site, and on the pages of a method or of the API all others of their kind. */
export function sidebar(): DefaultTheme.SidebarMulti {
  return { '/methods/': methods(), '/api/': apiSections(), '/': sections() };
}

/** A page of docs/ that no list names stands at the end of the guides. */
function sections(): DefaultTheme.SidebarItem[] {
  const named = new Set([...guides.flatMap(([, names]) => names), 'index', 'faq', 'errors']);
  const others = namesIn('').filter((name) => !named.has(name));
  return [
    { text: 'Learn', items: learn.map((name) => link(`learn/${name}`)) },
    {
      text: 'Guides',
      items: [...guides, ['More', others] as [string, string[]]]
        .filter(([, names]) => names.length > 0)
        .map(([text, names]) => ({ text, items: names.map(link) })),
    },
    {
      text: 'Look up',
      items: [
        { text: 'Methods of other papers', link: '/methods/' },
        { text: 'API', link: '/api/' },
        link('faq'),
        link('errors'),
      ],
    },
  ];
}

function methods(): DefaultTheme.SidebarItem[] {
  const names = namesIn('methods').filter((name) => name !== 'README');
  return [
    {
      text: 'Methods',
      items: [{ text: 'All methods', link: '/methods/' }, ...names.map((name) => link(`methods/${name}`))],
    },
    { text: 'The paper', items: [link('losses'), link('heads')] },
  ];
}

function apiSections(): DefaultTheme.SidebarItem[] {
  return [
    { text: 'API', items: [{ text: 'All imports', link: '/api/' }] },
    ...imports.map(({ name }) => ({
      text: name,
      items: apiPages
        .filter((page) => page.name === name)
        .map(({ file, title }) => ({ text: title, link: `/api/${file}` })),
    })),
  ];
}

function namesIn(folder: string): string[] {
  return readdirSync(docs + folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -'.md'.length));
}

/** A page under its first heading. */
function link(path: string): DefaultTheme.SidebarItem {
  const text = /^# (.*)$/m.exec(readFileSync(`${docs}${path}.md`, 'utf8'))?.[1];
  return { text: text ?? path, link: `/${path}` };
}
