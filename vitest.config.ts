import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { chromiumArguments, findChromium } from './test/support/chromium.ts';
import { probeTensorflow } from './test/support/native-tensorflow.ts';
import { probeWebgpu, vulkanEnvironment } from './test/support/vulkan.ts';

const tensorTests = ['test/**/*.test.ts'];
const notTensorTests = ['test/**/*.node.test.ts', 'test/**/*.page.test.ts', 'test/package/**'];
/** Those that measure how long something takes: alone, after all others, so that these do not count. */
const timedTests = [
  'test/examples/playground/playground.node.test.ts',
  'test/jobs/report/report-answers.node.test.ts',
];
/** What only a page has, such as Web Workers: on an isolated page, and on one that must not share memory. */
const pageTests = 'test/**/*.page.test.ts';

/** For the slowest of them: a step on a software GPU of a busy machine. Projects do not inherit it. */
const timeouts = { testTimeout: 240_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } };

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

const noWebgpuInNode = probeWebgpu();

function webgpuInNode(): TestProjectConfiguration {
  return noWebgpuInNode
    ? unavailable('webgpu-node', noWebgpuInNode)
    : inNode('webgpu-node', vulkanEnvironment());
}

/** Its native library prints how it was compiled, once a process. */
function nativeTensorflow(): TestProjectConfiguration {
  const reason = probeTensorflow();
  return reason ? unavailable('tensorflow', reason) : inNode('tensorflow', { TF_CPP_MIN_LOG_LEVEL: '3' });
}

/**
 * Heads and nets are layers of tfjs, and what mbib/accelerate does on every backend are gradients and a layer: none has a part of
 * its own for a backend.
 */
const layers = ['heads', 'jobs/nets', 'accelerate'].map((folder) => `test/${folder}/**/*.test.ts`);

/**
 * What runs in Chromium, one each. WebGL 1 and half floats are for the losses, which have programs of their own; what only float32 can
 * show is left out for half floats.
 */
const chromiumProjects = {
  webgl: tensorTests,
  'webgl-layers': [...layers, pageTests],
  // Where webgpu runs in Node, in the same Dawn, Chromium runs the losses alone on it, which have programs of their own.
  webgpu: noWebgpuInNode ? tensorTests : ['test/losses/**/*.test.ts'],
  webgl1: ['test/losses/golden.test.ts', 'test/losses/edges/*.test.ts', 'test/losses/fused/*.test.ts'],
  'webgl-half': [
    'test/losses/golden.test.ts',
    'test/losses/edges/*.test.ts',
    'test/baselines/half-floats.test.ts',
    'test/heads/saved-cosine.test.ts',
  ],
  'wasm-threads': [
    'test/losses/golden.test.ts',
    'test/losses/edges/*.test.ts',
    'test/losses/fused/agreement.test.ts',
    'test/accelerate/gradients/*.test.ts',
    'test/accelerate/composed/*.test.ts',
    'test/accelerate/simd/**/*.test.ts',
    'test/accelerate/layer-patches/*.test.ts',
    'test/heads/taps.test.ts',
    pageTests,
  ],
};

/** What of the files above a project leaves out. */
const left: Partial<Record<string, string[]>> = {
  'webgl-layers': notTensorTests.filter((path) => path !== pageTests),
  webgl: [...notTensorTests, ...layers],
  // The tests of the SIMD kernels are named for Node, and run on a page as well; how their module is loaded is tested in Node alone.
  'wasm-threads': ['test/accelerate/simd/simd-module.node.test.ts'],
};

/**
 * No file here imports mbib/accelerate, which changes tfjs, or leaves something else behind on a page: one page, with the
 * programs that it has compiled, serves all of them.
 */
const onOnePage = ['webgl', 'webgl1', 'webgl-half', ...(noWebgpuInNode ? [] : ['webgpu'])];

/** The headers by which a page is cross-origin isolated, and has the memory that threads share. */
const isolated = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
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
    server: name === 'wasm-threads' ? { headers: isolated } : {},
    optimizeDeps: {
      include: [
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-core/dist/register_all_gradients',
        '@tensorflow/tfjs-layers',
        '@tensorflow/tfjs-converter',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgl',
        '@tensorflow/tfjs-backend-webgpu',
        'fast-check',
      ],
    },
    test: {
      include,
      exclude: left[name] ?? notTensorTests,
      isolate: !onOnePage.includes(name),
      ...timeouts,
      setupFiles: [`test/support/setup/${name.replace('-layers', '')}.ts`],
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
    // Vitest leaves one core free, which is half of two. Tests that wait for a page or a process leave enough.
    maxWorkers: availableParallelism(),
    // A minute is not enough for six pages at once, beside the tests in Node, on a busy machine.
    browser: { connectTimeout: 300_000 },
    projects: [
      inNode('cpu'),
      inNode('wasm'),
      nativeTensorflow(),
      webgpuInNode(),
      ...inChromium(),
      {
        resolve: { alias },
        test: {
          name: 'node',
          ...timeouts,
          include: ['test/**/*.node.test.ts'],
          exclude: ['test/package/**', ...timedTests],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'timed',
          ...timeouts,
          include: timedTests,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
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
