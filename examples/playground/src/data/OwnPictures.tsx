import { Card } from '../parts/Card';

/** Pictures of one's own: what was chosen and what was understood of it. */
export function OwnPictures() {
  return <Card title="Your pictures" />;
}
