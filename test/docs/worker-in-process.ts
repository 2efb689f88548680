import type { Net, ReplicaWorker } from 'mbib/jobs';
import { vi } from 'vitest';
import { serveIn, type WorkerScope } from '../../src/jobs/loop/replicas/page/serve-worker-replica';

/**
 * What stands for a page's Web Worker in Node, where the examples run: its script is a module of this process, or what that would build,
 * and messages go through a channel. In Chromium, test/jobs/loop/replicas has real ones.
 */
export class WorkerInProcess implements ReplicaWorker {
  private readonly channel = new MessageChannel();

  constructor(script: URL | ((options: unknown) => Net)) {
    const { port2 } = this.channel;
    const scope: WorkerScope = {
      postMessage: (message, transfer) => port2.postMessage(message, transfer),
      addEventListener: (type, listener) => port2.addEventListener(type, listener),
    };
    if (typeof script === 'function') serveIn(scope, script);
    else {
      giveScope(scope);
      void import(/* @vite-ignore */ `${script.pathname}?replica`);
    }
  }

  postMessage(message: unknown, transfer: ArrayBuffer[]): void {
    this.channel.port1.postMessage(message, transfer);
  }

  // biome-ignore lint/suspicious/noExplicitAny: each event has a type of its own.
  addEventListener(type: string, listener: (event: any) => void): void {
    this.channel.port1.addEventListener(type, listener);
  }

  terminate(): void {
    this.channel.port1.close();
  }
}

/** Gives this process what a worker's script finds there. */
export function giveScope({ postMessage, addEventListener }: WorkerScope): void {
  vi.stubGlobal('postMessage', postMessage);
  vi.stubGlobal('addEventListener', addEventListener);
}
