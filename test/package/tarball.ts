import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { pack, temporaryFolder } from './consumer';

/** Packs the package once for all tests. `MBIB_TARBALL` names one that exists: a release tests what it publishes. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = temporaryFolder();
  const existing = process.env.MBIB_TARBALL;
  project.provide('tarball', existing ? resolve(existing) : await pack(folder));
  return () => rmSync(folder, { recursive: true, force: true });
}
