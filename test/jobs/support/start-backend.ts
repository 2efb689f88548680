import { type BackendName, startBackend } from '../../../src/jobs/backend/start-backend';

/** Prints what `startBackend` answers: `start-backend.ts NAME`. */
try {
  const { name, reason } = await startBackend(process.argv[2] as BackendName);
  console.log(JSON.stringify({ name, reason }));
} catch (error) {
  console.log(JSON.stringify({ error: (error as Error).message }));
}
process.exit();
