/**
 * A failure of reading, making or verifying keys and certificates. The message is the text that Go's crypto packages (or
 * client-go's loaders) give; OpenSSL's programs word the same failures themselves.
 */
export class CryptoError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CryptoError';
  }
}
