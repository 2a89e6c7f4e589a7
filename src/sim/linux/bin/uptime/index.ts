import { rfc3339 } from '../../../kernel/time.ts';
import { bootTime } from '../../procps/process-info.ts';
import { prettyUptime, uptimeLine } from '../../procps/uptime.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'uptime',
  family: FAMILIES.procps,
  sizeBytes: 14_640,
  usage: ['[options]'],
  summary: 'Tell how long the system has been running.',
  options: {
    pretty: { flags: '-p, --pretty', help: 'show uptime in pretty format' },
    since: { flags: '-s, --since', help: 'system up since' },
  },
  *main(p, t) {
    if (t.has('pretty')) yield* p.stdout.line(prettyUptime(p));
    else if (t.has('since')) yield* p.stdout.line(rfc3339(bootTime(p)).replace('T', ' ').replace('Z', ''));
    else yield* p.stdout.line(` ${uptimeLine(p)}`);
  },
});
