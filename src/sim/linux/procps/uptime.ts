import type { Process } from '../../kernel/process.ts';
import { pad, toCivil } from '../../kernel/time.ts';
import { loggedIn } from '../utmp.ts';
import { uptimeSeconds } from './process-info.ts';

/** `2 days,  1:06` / `45 min`. */
function duration(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  const head = days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : '';
  return head + (hours > 0 ? `${String(hours).padStart(2)}:${pad(minutes)}` : `${minutes} min`);
}

/** ` 07:39:51 up  1:19,  0 user,  load average: 3.17, 1.27, 0.76`, as uptime, w and top say it (without the first blank). */
export function uptimeLine(p: Process): string {
  const now = toCivil(p.clock.now);
  const users = loggedIn(p.sys).length;
  const loads = p.sys.readText('/proc/loadavg').split(' ').slice(0, 3).join(', ');
  const clock = `${pad(now.hour)}:${pad(now.minute)}:${pad(now.second)}`;
  return `${clock} up ${duration(Math.floor(uptimeSeconds(p)))},  ${users} user${users > 1 ? 's' : ''},  load average: ${loads}`;
}

/** `up 1 hour, 19 minutes` (uptime -p). */
export function prettyUptime(p: Process): string {
  let minutes = Math.floor(uptimeSeconds(p) / 60);
  const parts: string[] = [];
  for (const [name, size] of [
    ['decade', 5_256_000],
    ['year', 525_600],
    ['week', 10_080],
    ['day', 1440],
    ['hour', 60],
    ['minute', 1],
  ] as const) {
    const n = Math.floor(minutes / size);
    minutes -= n * size;
    if (n > 0) parts.push(`${n} ${name}${n > 1 ? 's' : ''}`);
  }
  return `up ${parts.length > 0 ? parts.join(', ') : '0 minutes'}`;
}
