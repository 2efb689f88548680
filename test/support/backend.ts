import * as tf from '@tensorflow/tfjs-core';

/** A software rasteriser in the place of a GPU: its float32 arithmetic is less exact than a processor's. */
const software = /swiftshader|llvmpipe|software/i;

/** Whether the active backend is webgl or webgpu on a software GPU. */
export function onSoftwareGpu(): boolean {
  return software.test(gpuName());
}

/** Whether the active backend is webgl or webgpu, where data is read back asynchronously or not at all. */
export function onGpu(): boolean {
  return tf.getBackend() === 'webgl' || tf.getBackend() === 'webgpu';
}

/** Whether tensors are kept as half floats: 11 bits, up to 65504. What is beyond becomes NaN, infinities too. */
export function onHalfFloats(): boolean {
  return tf.getBackend() === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED');
}

/** The tolerance that holds on the active backend: `exact`, or `softwareGpu` (by default 2e-4) on a software GPU. */
export function tolerance(exact: number, softwareGpu = Math.max(exact, 2e-4)): number {
  return onSoftwareGpu() ? softwareGpu : exact;
}

function gpuName(): string {
  const backend = tf.backend() as unknown as {
    device?: GPUDevice;
    gpgpu?: { gl: WebGL2RenderingContext };
  };
  if (backend.device) {
    const { vendor, architecture, device, description } = backend.device.adapterInfo;
    return [vendor, architecture, device, description].join(' ');
  }
  if (backend.gpgpu) {
    const { gl } = backend.gpgpu;
    const info = gl.getExtension('WEBGL_debug_renderer_info');
    return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  }
  return '';
}
