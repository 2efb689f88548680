/** One end of the way between the main thread and a replica. */
export interface ReplicaPort<Sent, Received> {
  /**
   * Sends a message, a plain object.
   *
   * @param transfer memory of the message that need not be copied, as nobody here reads it any more
   */
  post(message: Sent, transfer?: ArrayBuffer[]): void;
  /** Hears every message of the other end, in order. Called once. */
  onMessage(listener: (message: Received) => void): void;
}

/** The main thread's end: it knows of the thread as well. */
export interface ReplicaTransport<Sent, Received> extends ReplicaPort<Sent, Received> {
  /** Hears that the thread has ended or failed, and why: a clause without a full stop. It may be told more than once. Called once. */
  onEnd(listener: (reason: string) => void): void;
  /** Ends the thread, and resolves when it is no more. */
  end(): Promise<void>;
}
