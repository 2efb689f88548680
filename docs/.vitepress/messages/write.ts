import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { collectMessages, type Message } from './collect';
import { type Topic, topics } from './topics';

/** Messages by topic as Markdown: the part of docs/errors.md that is made from the sources. */
export function writeMessages(root: string, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, messagePage(collectMessages(root)));
}

/** One section a topic, with its advice and its messages. */
export function messagePage(messages: Message[]): string {
  const byTopic = grouped(messages);
  return topics
    .map((topic) => {
      const lines = (byTopic.get(topic) ?? []).map(({ text }) => `- ${quoted(text)}`);
      return lines.length === 0 ? '' : `### ${topic.title}\n\n${topic.advice}\n\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

/** The topic of a message; a new folder of the sources needs one. */
export function topicOf({ file }: Message): Topic | undefined {
  return topics.find(({ sources }) => sources.test(file));
}

/** A message as code. */
function quoted(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text}${fence}`;
}

function grouped(messages: Message[]): Map<Topic | undefined, Message[]> {
  const groups = new Map<Topic | undefined, Message[]>();
  for (const message of messages) {
    const topic = topicOf(message);
    groups.set(topic, [...(groups.get(topic) ?? []), message]);
  }
  return groups;
}
