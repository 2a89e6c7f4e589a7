/** What `systemctl --help` prints: the real form, words of our own. */
export const HELP = `systemctl [OPTIONS...] COMMAND ...

Ask or tell the service manager (PID 1) something.

Unit Commands:
  list-units [PATTERN...]             Units that are in memory
  list-automounts [PATTERN...]        Automount units in memory, by path
  list-sockets [PATTERN...]           Socket units in memory, by address
  list-timers [PATTERN...]            Timer units in memory, by the time at
                                      which they elapse next
  is-active PATTERN...                Whether units are active
  is-failed PATTERN...                Whether units have failed
  status [PATTERN...|PID...]          How units are doing
  show [PATTERN...|JOB...]            Properties of units, jobs or of the
                                      manager itself
  cat PATTERN...                      Files and drop-ins of units
  help PATTERN...|PID...              Manual pages of units (not simulated)
  list-dependencies [UNIT...]         The units that units need or want, or
                                      that need or want them, as a tree
  start UNIT...                       Start units
  stop UNIT...                        Stop units
  reload UNIT...                      Have units read their configuration again
  restart UNIT...                     Stop and start units, or start them
  try-restart UNIT...                 Restart units that are active
  reload-or-restart UNIT...           Reload units that can be reloaded,
                                      restart or start others
  try-reload-or-restart UNIT...       The same for active units only
  isolate UNIT                        Start one unit and stop all others
  kill UNIT...                        Send a signal to the processes of units
  clean UNIT...                       Remove directories of units (not
                                      simulated)
  freeze PATTERN...                   Stop processes of units for a while (not
                                      simulated)
  thaw PATTERN...                     Let them go on (not simulated)
  set-property UNIT PROPERTY=VALUE... Change properties of a unit (not simulated)
  bind UNIT PATH [PATH]               Bind-mount into a unit's namespace (not
                                      simulated)
  mount-image UNIT PATH [PATH [OPTS]] Mount an image into a unit's namespace
                                      (not simulated)
  service-log-level SERVICE [LEVEL]   Log level of a service (not simulated)
  service-log-target SERVICE [TARGET] Log target of a service (not simulated)
  reset-failed [PATTERN...]           Forget that units have failed

Unit File Commands:
  list-unit-files [PATTERN...]        Unit files that are installed
  enable [UNIT...|PATH...]            Have units started at boot
  disable UNIT...                     No longer
  reenable UNIT...                    Disable and enable again
  preset UNIT...                      Enable or disable units as the system's
                                      presets say
  preset-all                          The same for all (not simulated)
  is-enabled UNIT...                  Whether units are enabled
  mask UNIT...                        Make units impossible to start
  unmask UNIT...                      Make them possible again
  link PATH...                        Link unit files from elsewhere
  revert UNIT...                      Go back to the vendor's files
  add-wants TARGET UNIT...            Have a target want units
  add-requires TARGET UNIT...         Have a target require units
  edit UNIT...                        Edit drop-ins of units
  get-default                         The target that is booted into
  set-default TARGET                  Choose it

Machine Commands:
  list-machines [PATTERN...]          Local containers (not simulated)

Job Commands:
  list-jobs [PATTERN...]              Jobs that wait or run
  cancel [JOB...]                     Take jobs back

Environment Commands:
  show-environment                    Environment of the manager
  set-environment VARIABLE=VALUE...   Set variables
  unset-environment VARIABLE...       Unset variables
  import-environment VARIABLE...      Take variables over from here

Manager State Commands:
  daemon-reload                       Read all unit files again
  daemon-reexec                       Execute the manager again
  log-level [LEVEL]                   Log level of the manager
  log-target [TARGET]                 Log target of the manager
  service-watchdogs [BOOL]            Whether watchdogs of services are heeded

System Commands:
  is-system-running                   Whether the system is up and well
  default                             Enter the default target
  rescue                              Enter rescue mode
  emergency                           Enter emergency mode
  halt                                Halt the machine
  poweroff                            Power off the machine
  reboot                              Boot the machine again
  kexec                               Boot another kernel (not simulated)
  exit [EXIT_CODE]                    Leave a container (not simulated)
  switch-root ROOT [INIT]             Change the root (not simulated)
  suspend                             Sleep (not simulated)
  hibernate                           Sleep (not simulated)
  hybrid-sleep                        Sleep (not simulated)
  suspend-then-hibernate              Sleep (not simulated)

Options:
  -h --help              Print this text
     --version           Print the version
     --system            Talk to the system's manager
     --user              Talk to a user's manager
  -H --host=[USER@]HOST  Talk to another host (not simulated)
  -M --machine=CONTAINER Talk to a container (not simulated)
  -t --type=TYPE         Only units of a kind
     --state=STATE       Only units with a LOAD, SUB or ACTIVE state
     --failed            The same as --state=failed
  -p --property=NAME     Only properties with a name
  -P NAME                The same as --value --property=NAME
  -a --all               All units in memory and empty properties, too
  -l --full              Cut nothing
  -r --recursive         Units of containers, too (not simulated)
     --reverse           Dependencies the other way round
     --with-dependencies Dependencies of units, too (not simulated)
     --job-mode=MODE     What becomes of jobs that are queued already
  -T --show-transaction  Print the whole transaction (not simulated)
     --show-types        Print the kinds of sockets
     --value             Print values without names
     --check-inhibitors=MODE
                         Whether inhibitors of a shutdown are heeded
  -i                     The same as --check-inhibitors=no
     --kill-whom=WHOM    Which processes get the signal
  -s --signal=SIGNAL     Which signal
     --what=RESOURCES    What to remove (not simulated)
     --now               Start or stop units, too, that are enabled or disabled
     --dry-run           Only say what would be done, for shutdowns
  -q --quiet             Print nothing
     --wait              Wait until units have stopped again
     --no-block          Wait for nothing
     --no-wall           Tell users nothing of a shutdown
     --no-reload         Do not have files read again
     --legend=BOOL       Whether to print headers and hints
     --no-pager          Use no pager
     --no-ask-password   Ask for no passwords
     --global            For the managers of all users (not simulated)
     --runtime           Until the next boot only
  -f --force             Override links; shut down without stopping units
     --preset-mode=      What of the presets to apply
     --root=PATH         Unit files below another root (not simulated)
     --image=PATH        Unit files in an image (not simulated)
  -n --lines=INTEGER     Journal entries to show
  -o --output=STRING     Form of journal entries
     --firmware-setup    Boot into the firmware (not simulated)
     --boot-loader-menu=TIME
                         Boot into the boot loader (not simulated)
     --boot-loader-entry=NAME
                         Boot an entry (not simulated)
     --plain             Lists instead of trees
     --timestamp=FORMAT  Form of times (pretty and utc)
     --read-only         Bind read-only (not simulated)
     --mkdir             Make the mount point (not simulated)
     --marked            Units that are marked (not simulated)

See the systemctl(1) man page for details.
`;
