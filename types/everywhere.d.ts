// What the neutral rooms use of the globals that Node and browsers share, and that no library of TypeScript has by itself.
declare const performance: { now(): number };

declare class MessageChannel {
  readonly port1: { onmessage: (() => void) | null; close(): void };
  readonly port2: { postMessage(message: unknown): void };
}

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
