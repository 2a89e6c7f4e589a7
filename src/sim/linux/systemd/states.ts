/** States that units of each kind can be in below the common ones (`SUB` in systemctl's lists). */
const SUB_STATES: Readonly<Record<string, string>> = {
  automount: 'dead waiting running failed',
  device: 'dead tentative plugged',
  mount:
    'dead mounting mounting-done mounted remounting unmounting remounting-sigterm remounting-sigkill unmounting-sigterm unmounting-sigkill failed cleaning',
  path: 'dead waiting running failed',
  scope: 'dead start-chown running abandoned stop-sigterm stop-sigkill failed',
  service:
    'dead condition start-pre start start-post running exited reload stop stop-watchdog stop-sigterm stop-sigkill stop-post final-watchdog final-sigterm final-sigkill failed auto-restart cleaning',
  slice: 'dead active',
  socket:
    'dead start-pre start-chown start-post listening running stop-pre stop-pre-sigterm stop-pre-sigkill stop-post final-sigterm final-sigkill failed cleaning',
  swap: 'dead activating activating-done active deactivating deactivating-sigterm deactivating-sigkill failed cleaning',
  target: 'dead active',
  timer: 'dead waiting running elapsed failed',
};

const COMMON: readonly (readonly [kind: string, states: string])[] = [
  ['unit load', 'stub loaded not-found bad-setting error merged masked'],
  ['unit active', 'active reloading inactive failed activating deactivating maintenance'],
  [
    'unit file',
    'enabled enabled-runtime linked linked-runtime alias masked masked-runtime static disabled indirect generated transient bad',
  ],
];

/** All states of units, as `systemctl --state=help` lists them. */
export function formatStates(): string {
  const groups = [
    ...COMMON.map(([kind, states]) => [`${kind} states`, states]),
    ...Object.entries(SUB_STATES).map(([kind, states]) => [`${kind} unit substates`, states]),
  ];
  return groups.map(([title, states]) => `Available ${title}:\n${states!.replaceAll(' ', '\n')}\n`).join('\n');
}
