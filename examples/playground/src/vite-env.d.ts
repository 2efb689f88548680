/// <reference types="vite/client" />

/** The address of a packed file. */
declare module '*.gz' {
  const url: string;
  export default url;
}
