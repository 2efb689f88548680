import { Card } from '../parts/Card';

/** The network as a picture, with the strengths of its distillation. */
export function NetworkPicture() {
  return <Card title="The network" />;
}
