import { messageOf } from 'mbib/jobs';
import type { Reply } from './asked-worker';

/**
 * Answers the requests of an `AskedWorker`, each as soon as it comes.
 *
 * @param answer what is answered; what it throws becomes the reason of a refusal
 */
export function serve<Request>(
  answer: (request: Request, tell: (progress: unknown) => void) => Promise<unknown>,
): void {
  const send = (reply: Reply) => self.postMessage(reply);
  self.onmessage = async ({ data: { id, request } }: MessageEvent<{ id: number; request: Request }>) => {
    try {
      const value = await answer(request, (progress) => send({ id, type: 'progress', progress }));
      send({ id, type: 'answer', value });
    } catch (error) {
      send({ id, type: 'refusal', message: messageOf(error) });
    }
  };
}
