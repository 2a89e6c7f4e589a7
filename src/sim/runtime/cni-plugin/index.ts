import { program } from '../../kernel/program.ts';

/** What the plugins of containernetworking-plugins 1.1.1 support. */
const VERSIONS = ['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0'];

/**
 * The programs of the CNI plugins, by whatever name they are called. containerd does their work itself here; called by hand, they say
 * what they are, or what they miss.
 */
export default program({
  id: 'cni-plugin',
  paths: [],
  *main(p) {
    const name = p.argv[0]!.split('/').pop()!;
    const command = p.env['CNI_COMMAND'];
    if (!command) {
      yield* p.error(`CNI ${name} plugin v1.1.1\nCNI protocol versions supported: ${VERSIONS.join(', ')}\n`);
      return 0;
    }
    if (command === 'VERSION') {
      yield* p.write(1, `${JSON.stringify({ cniVersion: '1.0.0', supportedVersions: VERSIONS })}`);
      return 0;
    }
    const needed = ['CNI_CONTAINERID', 'CNI_NETNS', 'CNI_IFNAME', 'CNI_PATH'];
    const missing = needed.filter((variable) => !p.env[variable]);
    const error =
      missing.length > 0
        ? { code: 4, msg: `required env variables [${missing.join(',')}] missing` }
        : { code: 999, msg: `mirrorpod: ${name} ${command}: not simulated` };
    yield* p.write(1, `${JSON.stringify(error, null, 4)}\n`);
    return 1;
  },
});
