import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

/** The path of a Chromium to test in, the system's before playwright's own; undefined where there is none. */
export function findChromium(): string | undefined {
  const candidates = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', chromium.executablePath()];
  return candidates.find((path) => path && existsSync(path));
}

const quietArguments = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Flags for pages that need no GPU: drawing without the software one takes a fraction of the time. */
export const chromiumArgumentsWithoutGpu = [...quietArguments, '--disable-gpu'];

/** Flags under which webgl and webgpu both run, and compute correctly, on Chromium's software GPU. */
export const chromiumArguments = [
  ...quietArguments,
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];
