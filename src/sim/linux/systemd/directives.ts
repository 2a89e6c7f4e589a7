import type { UnitType } from './unit-name.ts';

const list = (text: string): readonly string[] => text.split(/\s+/);

/** What can be asked for in `Condition…=` and `Assert…=`. */
export const CONDITIONS = list(
  `PathExists PathExistsGlob PathIsDirectory PathIsSymbolicLink PathIsMountPoint PathIsReadWrite PathIsEncrypted DirectoryNotEmpty
   FileNotEmpty FileIsExecutable NeedsUpdate FirstBoot Architecture Firmware Virtualization Host KernelCommandLine KernelVersion
   Credential Security Capability ACPower Memory CPUFeature CPUs Environment User Group ControlGroupController OSRelease
   MemoryPressure CPUPressure IOPressure`,
);

const UNIT = list(
  `Description Documentation SourcePath Requires Requisite Wants BindsTo BindTo Upholds Conflicts Before After OnSuccess OnFailure
   PropagatesReloadTo PropagateReloadTo ReloadPropagatedFrom PropagateReloadFrom PropagatesStopTo StopPropagatedFrom PartOf
   JoinsNamespaceOf RequiresOverridable RequisiteOverridable RequiresMountsFor StopWhenUnneeded RefuseManualStart RefuseManualStop
   AllowIsolate DefaultDependencies OnSuccessJobMode OnFailureJobMode OnFailureIsolate IgnoreOnIsolate JobTimeoutSec
   JobRunningTimeoutSec JobTimeoutAction JobTimeoutRebootArgument StartLimitIntervalSec StartLimitInterval StartLimitBurst
   StartLimitAction FailureAction SuccessAction FailureActionExitStatus SuccessActionExitStatus RebootArgument CollectMode`,
);

const INSTALL = list(`Alias WantedBy RequiredBy Also DefaultInstance`);

/** Settings of how processes are run: sections [Service], [Socket], [Mount], [Swap]. */
const EXEC = list(
  `TimeoutSec WorkingDirectory RootDirectory RootImage RootImageOptions RootHash RootHashSignature RootVerity ExtensionDirectories
   ExtensionImages MountImages User Group SupplementaryGroups Nice OOMScoreAdjust CoredumpFilter IOSchedulingClass
   IOSchedulingPriority CPUSchedulingPolicy CPUSchedulingPriority CPUSchedulingResetOnFork CPUAffinity NUMAPolicy NUMAMask UMask
   Environment EnvironmentFile PassEnvironment UnsetEnvironment DynamicUser RemoveIPC StandardInput StandardOutput StandardError
   StandardInputText StandardInputData TTYPath TTYReset TTYVHangup TTYVTDisallocate TTYRows TTYColumns SyslogIdentifier
   SyslogFacility SyslogLevel SyslogLevelPrefix LogLevelMax LogRateLimitIntervalSec LogRateLimitBurst LogExtraFields SecureBits
   CapabilityBoundingSet AmbientCapabilities TimerSlackNSec NoNewPrivileges KeyringMode ProtectProc ProcSubset SystemCallFilter
   SystemCallArchitectures SystemCallErrorNumber SystemCallLog MemoryDenyWriteExecute RestrictNamespaces RestrictRealtime
   RestrictSUIDSGID RestrictAddressFamilies LockPersonality RestrictFileSystems LimitCPU LimitFSIZE LimitDATA LimitSTACK LimitCORE
   LimitRSS LimitNOFILE LimitAS LimitNPROC LimitMEMLOCK LimitLOCKS LimitSIGPENDING LimitMSGQUEUE LimitNICE LimitRTPRIO LimitRTTIME
   ReadWriteDirectories ReadOnlyDirectories InaccessibleDirectories ReadWritePaths ReadOnlyPaths InaccessiblePaths ExecPaths
   NoExecPaths ExecSearchPath BindPaths BindReadOnlyPaths TemporaryFileSystem PrivateTmp PrivateDevices ProtectKernelTunables
   ProtectKernelModules ProtectKernelLogs ProtectClock ProtectControlGroups NetworkNamespacePath IPCNamespacePath LogNamespace
   PrivateNetwork PrivateUsers PrivateMounts PrivateIPC ProtectSystem ProtectHome MountFlags MountAPIVFS Personality
   RuntimeDirectoryPreserve RuntimeDirectoryMode RuntimeDirectory StateDirectoryMode StateDirectory CacheDirectoryMode CacheDirectory
   LogsDirectoryMode LogsDirectory ConfigurationDirectoryMode ConfigurationDirectory SetCredential SetCredentialEncrypted
   LoadCredential LoadCredentialEncrypted TimeoutCleanSec PAMName IgnoreSIGPIPE UtmpIdentifier UtmpMode SELinuxContext
   AppArmorProfile SmackProcessLabel ProtectHostname`,
);

/** Settings of how they are ended. */
const KILL = list(`SendSIGKILL SendSIGHUP KillMode KillSignal RestartKillSignal FinalKillSignal WatchdogSignal`);

/** Settings of control groups: every unit that can hold processes. */
const CGROUP = list(
  `Slice AllowedCPUs StartupAllowedCPUs AllowedMemoryNodes StartupAllowedMemoryNodes CPUAccounting CPUWeight StartupCPUWeight
   CPUShares StartupCPUShares CPUQuota CPUQuotaPeriodSec MemoryAccounting MemoryMin DefaultMemoryMin DefaultMemoryLow MemoryLow
   MemoryHigh MemoryMax MemorySwapMax MemoryLimit DeviceAllow DevicePolicy IOAccounting IOWeight StartupIOWeight IODeviceWeight
   IOReadBandwidthMax IOWriteBandwidthMax IOReadIOPSMax IOWriteIOPSMax IODeviceLatencyTargetSec BlockIOAccounting BlockIOWeight
   StartupBlockIOWeight BlockIODeviceWeight BlockIOReadBandwidth BlockIOWriteBandwidth TasksAccounting TasksMax Delegate
   DisableControllers IPAccounting IPAddressAllow IPAddressDeny IPIngressFilterPath IPEgressFilterPath ManagedOOMSwap
   ManagedOOMMemoryPressure ManagedOOMMemoryPressureLimit ManagedOOMPreference BPFProgram SocketBindAllow SocketBindDeny
   RestrictNetworkInterfaces`,
);

const OWN = {
  Service: list(
    `PIDFile ExecCondition ExecStartPre ExecStart ExecStartPost ExecReload ExecStop ExecStopPost RestartSec TimeoutStartSec
   TimeoutStopSec TimeoutAbortSec TimeoutStartFailureMode TimeoutStopFailureMode RuntimeMaxSec RuntimeRandomizedExtraSec WatchdogSec
   StartLimitInterval StartLimitBurst StartLimitAction FailureAction RebootArgument Type ExitType Restart PermissionsStartOnly
   RootDirectoryStartOnly RemainAfterExit GuessMainPID RestartPreventExitStatus RestartForceExitStatus SuccessExitStatus NonBlocking
   BusName FileDescriptorStoreMax NotifyAccess Sockets USBFunctionDescriptors USBFunctionStrings OOMPolicy`,
  ),
  Socket: list(
    `ListenStream ListenDatagram ListenSequentialPacket ListenFIFO ListenNetlink ListenSpecial ListenMessageQueue ListenUSBFunction
   SocketProtocol BindIPv6Only Backlog BindToDevice ExecStartPre ExecStartPost ExecStopPre ExecStopPost SocketUser SocketGroup
   SocketMode DirectoryMode Accept FlushPending Writable MaxConnections MaxConnectionsPerSource KeepAlive KeepAliveTimeSec
   KeepAliveIntervalSec KeepAliveProbes DeferAcceptSec NoDelay Priority ReceiveBuffer SendBuffer IPTOS IPTTL Mark PipeSize FreeBind
   Transparent Broadcast PassCredentials PassSecurity PassPacketInfo Timestamping TCPCongestion ReusePort MessageQueueMaxMessages
   MessageQueueMessageSize RemoveOnStop Symlinks FileDescriptorName Service TriggerLimitIntervalSec TriggerLimitBurst SmackLabel
   SmackLabelIPIn SmackLabelIPOut SELinuxContextFromNet`,
  ),
  Mount: list(`What Where Options Type DirectoryMode SloppyOptions LazyUnmount ForceUnmount ReadWriteOnly`),
  Swap: list(`What Priority Options`),
  Scope: list(`RuntimeMaxSec RuntimeRandomizedExtraSec TimeoutStopSec OOMPolicy`),
  Automount: list(`Where ExtraOptions DirectoryMode TimeoutIdleSec`),
  Timer: list(
    `OnCalendar OnActiveSec OnBootSec OnStartupSec OnUnitActiveSec OnUnitInactiveSec OnClockChange OnTimezoneChange Persistent
   WakeSystem RemainAfterElapse FixedRandomDelay AccuracySec RandomizedDelaySec Unit`,
  ),
  Path: list(
    `PathExists PathExistsGlob PathChanged PathModified DirectoryNotEmpty Unit MakeDirectory DirectoryMode TriggerLimitIntervalSec
   TriggerLimitBurst`,
  ),
};

const conditional = CONDITIONS.flatMap((name) => [`Condition${name}`, `Assert${name}`]);

/** Sections that a unit of a kind has of its own, beside [Unit] and [Install]. */
export const SECTION_OF: Readonly<Record<UnitType, string | undefined>> = {
  service: 'Service',
  socket: 'Socket',
  mount: 'Mount',
  swap: 'Swap',
  automount: 'Automount',
  timer: 'Timer',
  path: 'Path',
  slice: 'Slice',
  scope: 'Scope',
  target: undefined,
  device: undefined,
};

/** The settings that systemd 252 knows, by section. */
export const SETTINGS: Readonly<Record<string, ReadonlySet<string>>> = {
  Unit: new Set([...UNIT, ...conditional]),
  Install: new Set(INSTALL),
  Service: new Set([...OWN.Service, ...EXEC, ...KILL, ...CGROUP]),
  Socket: new Set([...OWN.Socket, ...EXEC, ...KILL, ...CGROUP]),
  Mount: new Set([...OWN.Mount, ...EXEC, ...KILL, ...CGROUP]),
  Swap: new Set([...OWN.Swap, ...EXEC, ...KILL, ...CGROUP]),
  Automount: new Set(OWN.Automount),
  Timer: new Set(OWN.Timer),
  Path: new Set(OWN.Path),
  Slice: new Set(CGROUP),
  Scope: new Set([...OWN.Scope, ...KILL, ...CGROUP]),
};
