import { isErrno } from '../../kernel/errno.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';

/** Names and ports of services, from /etc/services (services(5)); empty where that is not there. */
export class Services {
  readonly #ports = new Map<string, number>();
  readonly #names = new Map<string, string>();

  constructor(sys: SystemCalls) {
    let content = '';
    try {
      content = sys.readText('/etc/services');
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
    for (const line of content.split('\n')) {
      const m = /^([^\s#]+)\s+(\d+)\/(\w+)([^#]*)/.exec(line);
      if (!m) continue;
      const [, name, port, protocol, aliases] = m as unknown as [string, string, string, string, string];
      if (!this.#names.has(`${port}/${protocol}`)) this.#names.set(`${port}/${protocol}`, name);
      for (const alias of [name, ...aliases.split(/\s+/).filter(Boolean)]) {
        if (!this.#ports.has(`${alias}/${protocol}`)) this.#ports.set(`${alias}/${protocol}`, Number(port));
      }
    }
  }

  /** A service's name, or the port as text (getservbyport(3)). */
  name(port: number, protocol: string): string {
    return this.#names.get(`${port}/${protocol}`) ?? String(port);
  }

  /** The port of a service (getservbyname(3)). */
  port(name: string, protocol: string): number | undefined {
    return this.#ports.get(`${name}/${protocol}`);
  }
}
