/** Backends of the page. */
export const backendNames = ['wasm', 'webgpu', 'webgl', 'cpu'] as const;

/** @see backendNames */
export type BackendName = (typeof backendNames)[number];
