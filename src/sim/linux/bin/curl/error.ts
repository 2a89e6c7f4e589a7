/** A transfer that failed: curl's number and what stands after it. */
export class CurlError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** A command line that curl refuses: the message, then the hint to --help. */
export class CurlUsage extends Error {
  constructor(
    message: string,
    readonly code = 2,
  ) {
    super(message);
  }
}

/** An option that exists and is not simulated. */
export class CurlRefused extends Error {}
