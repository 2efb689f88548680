import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { encodeTensorFile, type StoredTensor } from '../../../src/jobs/files/tensor-file';
import { TURN_MILLISECONDS, type Turn } from '../turns';

const LARGEST_DIFFERENCE = 1e-3;

// Threads that wait for work by spinning take the processor from each other where there are few.
const environment = { ...process.env, OMP_WAIT_POLICY: 'PASSIVE', PYTHONDONTWRITEBYTECODE: '1' };

/** A Python, and the version of its PyTorch. */
interface Python {
  python: string;
  version: string;
}

/** The Pythons of `$PYTHON`, which may be several with colons between them, or else one of the system. */
const candidates = () => [...(process.env.PYTHON?.split(delimiter) ?? []), '/usr/bin/python3', 'python3'];

/** A Python that has PyTorch, or why there is none. */
export function findPython(): Python | { reason: string } {
  for (const path of candidates()) {
    const version = torchOf(path);
    if (version) return { python: path, version };
  }
  return { reason: `no PyTorch in ${candidates().join(', ')}: apt-get install python3-torch, or set PYTHON` };
}

/** All Pythons that `$PYTHON` names, of those that have PyTorch, or else the one that {@link findPython} finds. */
export function findPythons(): Python[] | { reason: string } {
  const named = (process.env.PYTHON?.split(delimiter) ?? []).flatMap((path) => {
    const version = torchOf(path);
    return version ? [{ python: path, version }] : [];
  });
  if (named.length > 0) return named;
  const found = findPython();
  return 'reason' in found ? found : [found];
}

/** The version of the PyTorch of a Python; undefined where it has none. */
function torchOf(path: string): string | undefined {
  const { status, stdout } = spawnSync(path, ['-c', 'import numpy, torch; print(torch.__version__)'], {
    env: environment,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
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
 * @param threads that it computes with
 * @throws Error where the results differ by more than 1e-3, or the script ends
 */
export async function startPyTorch(
  python: string,
  script: string,
  tensors: StoredTensor[],
  words: readonly string[] = [],
  threads = 1,
): Promise<PyTorch> {
  const folder = mkdtempSync(join(tmpdir(), 'mbib-bench-'));
  const file = join(folder, 'tensors.safetensors');
  writeFileSync(file, encodeTensorFile({ metadata: {}, tensors }));
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(python, [path, file, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...environment, MBIB_BENCH_THREADS: String(threads) },
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
