/// <reference types="vite/client" />

/** The address of a packed file. */
declare module '*.gz' {
  const url: string;
  export default url;
}

/** The script and the style of the jobs' report: build/report-page.ts. */
declare module 'virtual:report-page' {
  import type { PageAssets } from 'mbib/jobs';

  const assets: PageAssets;
  export default assets;
}
