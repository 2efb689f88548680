import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeWebgpu, vulkanEnvironment } from '../../support/vulkan';
import { makeFolder } from './make-folder';

const unavailable = probeWebgpu();
const folder = mkdtempSync(join(tmpdir(), 'mbib-bench-gpu-'));
const small = ['--classes', '10', '--batch', '4', '--nets', 'resnet32:2', '--rounds', '1', '--no-pytorch'];

describe.skipIf(unavailable)(`the folder of bench:gpu ${unavailable ?? ''}`, () => {
  let bytes = 0;
  beforeAll(async () => {
    bytes = await makeFolder(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has less than 45 MB', () => {
    expect(bytes).toBeGreaterThan(1e6);
    expect(bytes).toBeLessThan(45e6);
  });

  it('checks every golden case and times losses and a net, with nothing but itself and a Vulkan driver', {
    timeout: 600_000,
  }, () => {
    const { status, stdout, stderr } = spawnSync(join(folder, 'start'), small, {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', ...vulkanEnvironment() },
      encoding: 'utf8',
      timeout: 580_000,
    });
    expect(stderr).not.toMatch(/error/i);
    expect(status).toBe(0);
    expect(stdout).toMatch(/all 59 are right/);
    expect(stdout).toMatch(/10 classes, batch 4/);
    expect(stdout).toMatch(/resnet32, 32 pixels, batch 2: [\d.]+ images a second/);
    expect(stdout).toMatch(/Conv2DBackpropFilter/);
  });
});
