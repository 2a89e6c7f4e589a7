/** Why a container did not start: the reason that its status shows, and the words. */
export class StartError extends Error {
  constructor(
    readonly reason: string,
    message: string,
    override readonly cause?: Error,
  ) {
    super(message);
    this.name = 'StartError';
  }
}
