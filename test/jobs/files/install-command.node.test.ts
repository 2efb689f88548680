import { version_core } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { installCommand } from '../../../src/jobs/files/install-command';

afterEach(() => {
  vi.unstubAllEnvs();
});

const wasm = ['@tensorflow/tfjs-backend-wasm'];

describe('the command that installs a package', () => {
  test('asks for the version of tfjs that is in use, and for any version of what is not of tfjs', () => {
    vi.stubEnv('npm_config_user_agent', undefined);
    expect(installCommand(wasm)).toBe(`npm install @tensorflow/tfjs-backend-wasm@${version_core}`);
    expect(installCommand(['webgpu', '@tensorflow/tfjs-backend-webgpu'], '4.10.0')).toBe(
      'npm install webgpu @tensorflow/tfjs-backend-webgpu@4.10.0',
    );
  });

  test.each([
    ['@tensorflow/tfjs-backend-wasm', '4.7.0'],
    ['@tensorflow/tfjs-backend-wasm', '4.18.0'],
    ['@tensorflow/tfjs-backend-webgpu', '4.0.0'],
    ['@tensorflow/tfjs-backend-webgpu', '4.9.0'],
  ])('moves tfjs along where %s was never published for tfjs %s', (name, tfjs) => {
    vi.stubEnv('npm_config_user_agent', undefined);
    expect(installCommand([name], tfjs)).toBe(
      `npm install @tensorflow/tfjs@4.22.0 && npm dedupe && npm install ${name}@4.22.0`,
    );
    vi.stubEnv('npm_config_user_agent', 'pnpm/10.2.0 npm/? node/v20.20.2 linux x64');
    expect(installCommand([name], tfjs)).toBe(`pnpm add @tensorflow/tfjs@4.22.0 ${name}@4.22.0`);
  });

  test.each([
    ['pnpm/10.2.0 npm/? node/v20.20.2 linux x64', 'pnpm add'],
    ['yarn/1.22.22 npm/? node/v20.20.2 linux x64', 'yarn add'],
    ['npm/11.0.0 node/v20.20.2 linux x64', 'npm install'],
  ])('is of the package manager that started the process: %s', (agent, command) => {
    vi.stubEnv('npm_config_user_agent', agent);
    expect(installCommand(['sharp'])).toBe(`${command} sharp`);
  });
});
