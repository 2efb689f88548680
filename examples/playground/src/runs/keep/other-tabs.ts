/** What a tab tells the others when it has written: runs that have ended or have another name, or runs that it removed. */
export type TabMessage = { type: 'written' | 'removed'; ids: readonly string[] };

/** Connects the tabs of the page. */
export class OtherTabs {
  private readonly channel = new BroadcastChannel('mbib-playground');

  constructor(listener: (message: TabMessage) => void) {
    this.channel.onmessage = ({ data }: MessageEvent<TabMessage>) => listener(data);
  }

  tell(message: TabMessage): void {
    this.channel.postMessage(message);
  }
}
