// The API reference as Markdown in docs/api, which the site (docs/.vitepress) shows: a page for each task of each import.
import { writeFileSync } from 'node:fs';
import { describeOptions } from './docs/.vitepress/api/describe.mjs';
import { apiPages, writeEntries } from './docs/.vitepress/api/entries.mjs';

const tsconfig = 'node_modules/.cache/api/tsconfig.json';
const entryPoints = writeEntries();
writeFileSync(
  tsconfig,
  JSON.stringify({ extends: '../../../tsconfig.json', include: ['*.ts'], exclude: [] }),
);

/** A comment may link to any name of the reference, also one on another page. */
function linkAcrossPages(app) {
  app.converter.addUnknownSymbolResolver((reference, reflection) => {
    const [name, ...members] = (reference.symbolReference?.path ?? []).map(({ path }) => path);
    for (const page of reflection.project.children ?? []) {
      const found = page.getChildByName([name, ...members]);
      if (found) return { target: found, caption: found.name };
    }
    return undefined;
  });
}

/** @type {Partial<import('typedoc').TypeDocOptions & import('typedoc-plugin-markdown').PluginOptions>} */
export default {
  name: 'mbib',
  plugin: ['typedoc-plugin-markdown', linkAcrossPages, describeOptions],
  entryPoints,
  tsconfig,
  out: 'docs/api',
  readme: 'none',
  router: 'module',
  skipErrorChecking: true,
  disableSources: true,
  excludePrivate: true,
  excludeInternal: true,
  excludeExternals: true,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  requiredToBeDocumented: ['Class', 'Function', 'Interface', 'Method', 'Property', 'TypeAlias', 'Variable'],
  treatWarningsAsErrors: true,
  entryFileName: 'index',
  groupOrder: ['Functions', 'Classes', 'Variables', 'Interfaces', 'TypeAliases', '*'],
  tableColumnSettings: { hideInherited: true, hideOverrides: true },
  // VitePress then has the anchors that the links between names lead to.
  useCustomAnchors: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  useHTMLEncodedBrackets: true,
  sanitizeComments: true,
  pageTitleTemplates: {
    index: () => 'API reference',
    module: ({ name }) => {
      const page = apiPages.find(({ file }) => file === name);
      return `${page.name}: ${page.title}`;
    },
  },
};
