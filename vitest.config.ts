import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { chromiumArguments, findChromium } from './test/support/chromium.ts';
import { probeWebgpu, vulkanEnvironment } from './test/support/vulkan.ts';

const tensorTests = ['test/**/*.test.ts'];
const notTensorTests = ['test/**/*.node.test.ts', 'test/package/**'];

/** For the slowest of them: a step on a software GPU of a busy machine. Projects do not inherit it. */
const timeouts = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } };

const root = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const alias = [
  { find: /^mbib$/, replacement: root('src/index.ts') },
  { find: /^mbib\/training$/, replacement: root('src/training/index.ts') },
  { find: /^mbib\/accelerate$/, replacement: root('src/accelerate/index.ts') },
  { find: /^mbib\/baselines$/, replacement: root('src/baselines/index.ts') },
  { find: /^mbib\/jobs$/, replacement: root('src/jobs/node.ts') },
];

/** The tensor tests on one backend, in Node. */
function inNode(name: string, env: Record<string, string> = {}): TestProjectConfiguration {
  return {
    resolve: { alias },
    test: {
      name,
      ...timeouts,
      environment: 'node',
      include: tensorTests,
      exclude: notTensorTests,
      setupFiles: [`test/support/setup/${name}.ts`],
      env,
    },
  };
}

/** Stands for projects which this machine cannot run: one skipped test that says why. */
function unavailable(name: string, reason: string): TestProjectConfiguration {
  return {
    test: { name, include: ['test/support/unavailable.ts'], provide: { unavailable: reason } },
  };
}

function webgpuInNode(): TestProjectConfiguration {
  const reason = probeWebgpu();
  return reason ? unavailable('webgpu-node', reason) : inNode('webgpu-node', vulkanEnvironment());
}

/**
 * What runs in Chromium, one each. WebGL 1 and half floats are for the losses, which have programs of their own; what only float32 can
 * show is left out for half floats.
 */
const chromiumProjects = {
  webgl: tensorTests,
  webgpu: tensorTests,
  webgl1: ['test/losses/**/*.test.ts'],
  'webgl-half': ['test/losses/golden.test.ts', 'test/losses/edges/*.test.ts'],
};

/** The tensor tests on webgl and webgpu. */
function inChromium(): TestProjectConfiguration[] {
  const chromium = findChromium();
  if (!chromium) {
    const reason =
      'Chromium is not installed: `apt-get install chromium` or `npx playwright install chromium`';
    return Object.keys(chromiumProjects).map((name) => unavailable(name, reason));
  }
  return Object.entries(chromiumProjects).map(([name, include]) => ({
    resolve: { alias },
    optimizeDeps: {
      include: [
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-core/dist/register_all_gradients',
        '@tensorflow/tfjs-layers',
        '@tensorflow/tfjs-converter',
        '@tensorflow/tfjs-backend-webgl',
        '@tensorflow/tfjs-backend-webgpu',
        'fast-check',
      ],
    },
    test: {
      include,
      exclude: notTensorTests,
      ...timeouts,
      setupFiles: [`test/support/setup/${name}.ts`],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: chromium, args: chromiumArguments } }),
        instances: [{ browser: 'chromium', name }],
      },
    },
  }));
}

export default defineConfig({
  test: {
    projects: [
      inNode('cpu'),
      inNode('wasm'),
      webgpuInNode(),
      ...inChromium(),
      {
        resolve: { alias },
        test: {
          name: 'node',
          ...timeouts,
          include: ['test/**/*.node.test.ts'],
          exclude: ['test/package/**'],
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/*.test.ts'],
          globalSetup: ['test/package/tarball.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
