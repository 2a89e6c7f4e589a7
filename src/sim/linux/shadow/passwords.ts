import { digest } from '../../crypto/hash.ts';
import { checkPassword, randomSalt } from '../../crypto/password.ts';
import type { RandomStream } from '../../kernel/random.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';
import { readShadow, type User } from '../accounts.ts';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A hash in yescrypt's form. The real function is made to be slow and large; this one is a digest of salt and password, so it
 * fits what was set here, and never a hash that comes from a real machine.
 */
function yescrypt(password: string, salt: string): string {
  const octets = digest('SHA-256', `${salt}\0${password}`);
  let out = '';
  let bits = 0;
  let value = 0;
  for (const octet of octets) {
    value = value * 256 + octet;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out += ALPHABET[Math.floor(value / 2 ** bits) & 63];
      value %= 2 ** bits;
    }
  }
  if (bits > 0) out += ALPHABET[(value << (6 - bits)) & 63];
  return `$y$j9T$${salt}$${out}`;
}

/** A new hash of a password, by Debian's default method. */
export function hashPassword(stream: RandomStream, password: string): string {
  return yescrypt(password, randomSalt(stream, 22));
}

/** Whether a password fits a hash of /etc/shadow. An empty hash fits the empty password alone. */
export function passwordFits(password: string, stored: string): boolean {
  if (stored === '') return password === '';
  const m = /^\$y\$j9T\$([^$]*)\$/.exec(stored);
  return m ? yescrypt(password, m[1]!) === stored : checkPassword(password, stored) === true;
}

/** What stands for a user's password: his line of /etc/shadow, else the field of /etc/passwd. */
export function storedPassword(sys: SystemCalls, user: User): string {
  if (user.password !== 'x') return user.password;
  return readShadow(sys).find((s) => s.name === user.name)?.password ?? '*';
}
