import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const chromiumDriver = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** What Dawn needs in its environment to find a Vulkan driver: Chromium's software one unless one is named. */
export function vulkanEnvironment(): Record<string, string> {
  const driver = process.env.VK_ICD_FILENAMES ?? (existsSync(chromiumDriver) ? chromiumDriver : undefined);
  return {
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? tmpdir(),
    ...(driver ? { VK_ICD_FILENAMES: driver } : {}),
  };
}

/** Undefined where a WebGPU adapter answers in Node, else the reason why the tests on it cannot run. */
export function probeWebgpu(): string | undefined {
  const script = `import { create } from 'webgpu';
    const adapter = await create([]).requestAdapter();
    process.exit(adapter ? 0 : 3);`;
  const { status, signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...vulkanEnvironment() },
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (status === 0) return undefined;
  if (status === 3)
    return 'no WebGPU adapter answers: install libvulkan1 and a Vulkan driver (Chromium brings one)';
  return `the webgpu package does not start (${signal ?? `exit code ${status}`}): ${stderr.trim().slice(-300)}`;
}
