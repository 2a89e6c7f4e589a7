/** /etc/ssh/sshd_config of Debian 12: its settings, and the defaults as comments, each on the line where Debian has it. */
export const SSHD_CONFIG = `
# Configuration of the ssh server: see sshd_config(5).
#

# PATH of sessions: /usr/local/bin:/usr/bin:/bin:/usr/games

# Options with a # in front show their defaults.
#
# Remove the # to set one.
#

Include /etc/ssh/sshd_config.d/*.conf

#Port 22
#AddressFamily any
#ListenAddress 0.0.0.0
#ListenAddress ::

#HostKey /etc/ssh/ssh_host_rsa_key
#HostKey /etc/ssh/ssh_host_ecdsa_key
#HostKey /etc/ssh/ssh_host_ed25519_key

# Ciphers and keys
#RekeyLimit default none

# Logging
#SyslogFacility AUTH
#LogLevel INFO

# Authentication

#LoginGraceTime 2m
#PermitRootLogin prohibit-password
#StrictModes yes
#MaxAuthTries 6
#MaxSessions 10

#PubkeyAuthentication yes

# The second file is going away.
#AuthorizedKeysFile	.ssh/authorized_keys .ssh/authorized_keys2

#AuthorizedPrincipalsFile none

#AuthorizedKeysCommand none
#AuthorizedKeysCommandUser nobody

# Host-based logins need keys in /etc/ssh/ssh_known_hosts.
#HostbasedAuthentication no
# Whether users' own known_hosts count for them.
#
#IgnoreUserKnownHosts no
# Whether ~/.rhosts and ~/.shosts count.
#IgnoreRhosts yes

# Logins with a password.
#PasswordAuthentication yes
#PermitEmptyPasswords no

# Challenge-response passwords.
#
KbdInteractiveAuthentication no

# Kerberos
#KerberosAuthentication no
#KerberosOrLocalPasswd yes
#KerberosTicketCleanup yes
#KerberosGetAFSToken no

# GSSAPI
#GSSAPIAuthentication no
#GSSAPICleanupCredentials yes
#GSSAPIStrictAcceptorCheck yes
#GSSAPIKeyExchange no

# PAM checks accounts and sessions.
#
#
#
#
#
#
#
#
UsePAM yes

#AllowAgentForwarding yes
#AllowTcpForwarding yes
#GatewayPorts no
X11Forwarding yes
#X11DisplayOffset 10
#X11UseLocalhost yes
#PermitTTY yes
PrintMotd no
#PrintLastLog yes
#TCPKeepAlive yes
#PermitUserEnvironment no
#Compression delayed
#ClientAliveInterval 0
#ClientAliveCountMax 3
#UseDNS no
#PidFile /run/sshd.pid
#MaxStartups 10:30:100
#PermitTunnel no
#ChrootDirectory none
#VersionAddendum none

# No banner
#Banner none

# Locale variables that clients may set
AcceptEnv LANG LC_*

# Subsystems
Subsystem	sftp	/usr/lib/openssh/sftp-server

# Settings of one user
#Match User anoncvs
#	X11Forwarding no
#	AllowTcpForwarding no
#	PermitTTY no
#	ForceCommand cvs server
`;

/** /etc/ssh/ssh_config. */
export const SSH_CONFIG = `# Configuration of the ssh client: see ssh_config(5).

Include /etc/ssh/ssh_config.d/*.conf

Host *
    SendEnv LANG LC_*
    HashKnownHosts yes
    GSSAPIAuthentication yes
`;
