import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Runs the same losses and nets in PyTorch on CUDA, where a Python has it, and prints its figures. */
export function runPyTorch(
  folder: string,
  classes: readonly number[],
  batch: number,
  nets: readonly string[],
): void {
  const python = process.env.PYTHON ?? 'python3';
  const probe = spawnSync(python, ['-c', 'import torch; assert torch.cuda.is_available()']);
  if (probe.status !== 0) {
    console.log(`\nNot measured beside PyTorch: ${python} has no PyTorch with CUDA (PYTHON names another).`);
    return;
  }
  console.log('\nPyTorch on CUDA');
  const words = [classes.join(), String(batch), nets.join(), 'cuda'];
  spawnSync(python, [join(folder, 'pytorch_cuda.py'), ...words], { stdio: 'inherit' });
}
