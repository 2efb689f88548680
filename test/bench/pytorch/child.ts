import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { encodeTensorFile, type StoredTensor } from '../../../src/jobs/files/tensor-file';
import { TURN_MILLISECONDS, type Turn } from '../turns';

const LARGEST_DIFFERENCE = 1e-3;

// Threads that wait for work by spinning take the processor from each other where there are few.
const environment = { ...process.env, OMP_WAIT_POLICY: 'PASSIVE', PYTHONDONTWRITEBYTECODE: '1' };

/** A Python that has PyTorch, or why there is none. */
export function findPython(): { python: string } | { reason: string } {
  const candidates = [process.env.PYTHON, '/usr/bin/python3', 'python3'].filter((path) => path !== undefined);
  const python = candidates.find(
    (path) => spawnSync(path, ['-c', 'import numpy, torch'], { env: environment }).status === 0,
  );
  if (python) return { python };
  return { reason: `no PyTorch in ${candidates.join(', ')}: apt-get install python3-torch, or set PYTHON` };
}

/** PyTorch in a process of its own. */
export interface PyTorch {
  /** The time inside the process. */
  turn: Turn;
  end(): void;
}

/**
 * Starts a script of this folder, which has to find what we found.
 *
 * @param tensors what it computes with, and what it compares its results with
 * @throws Error where the results differ by more than 1e-3, or the script ends
 */
export async function startPyTorch(
  python: string,
  script: string,
  tensors: StoredTensor[],
  words: readonly string[] = [],
): Promise<PyTorch> {
  const folder = mkdtempSync(join(tmpdir(), 'mbib-bench-'));
  const file = join(folder, 'tensors.safetensors');
  writeFileSync(file, encodeTensorFile({ metadata: {}, tensors }));
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(python, [path, file, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} has ended.`);
    return value;
  };
  try {
    assertAgreement(script, JSON.parse(await nextLine()));
  } catch (error) {
    child.kill();
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
  return {
    async turn(ofProcessor) {
      child.stdin.write(`${TURN_MILLISECONDS}${ofProcessor ? ' processor' : ''}\n`);
      return Number(await nextLine());
    },
    end: () => child.stdin.end(),
  };
}

function assertAgreement(script: string, differences: Record<string, number>): void {
  // Not "above": a NaN is no agreement either.
  const wrong = Object.entries(differences).filter(([, difference]) => !(difference <= LARGEST_DIFFERENCE));
  if (wrong.length === 0) return;
  const list = wrong.map(([name, difference]) => `${name} by ${difference}`).join(', ');
  throw new Error(`${script} computes something else than we do (${list}): nothing is compared.`);
}
