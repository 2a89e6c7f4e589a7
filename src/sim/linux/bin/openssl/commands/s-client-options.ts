import { commandSpec, type CommandSpec } from '../options.ts';
import { VALIDATION_OPTIONS } from './verify.ts';

/** The options of s_client. */
export function sClientSpec(): CommandSpec {
  return commandSpec(
    '[options] [host:port]',
    `
engine s! Engine for the operation
ssl_client_engine s! Engine for the client certificate
ssl_config s! Section of the configuration
ct -! Ask for certificate timestamps
noct - Do not ask for them
ctlogfile <! List of timestamp logs
# Network
host s Where to connect to
port p Its port
connect s Where to connect to, host:port (localhost:4433)
bind s! Own address
proxy s! Proxy to go through
proxy_user s! Name for it
proxy_pass s! Where its password comes from
unix s! Connect to a UNIX socket
4 - IPv4 only
6 - IPv6 only
maxfraglen p! Length of fragments
max_send_frag p! Length of fragments that are sent
split_send_frag p! How they are split
max_pipelines p! How many at once
read_buf p! Size of the buffer
fallback_scsv -! Say that it is a second attempt
# Identity
cert < Client certificate
certform F Its form (without effect)
cert_chain < Certificates to send after it
build_chain -! Build its chain
key s Its private key (looked for in -cert's file)
keyform E Form of the key (without effect)
pass s Where the pass phrase of the key comes from
verify p Check the server's certificate, so deep
nameopt s Form of names
CApath / Directory of trusted certificates, named by their hashes
CAfile < File of trusted certificates
CAstore :! Store of trusted certificates
no-CAfile - Leave the default file aside
no-CApath - Leave the default directory aside
no-CAstore - Leave the default store aside
requestCAfile <! Authorities to ask the server for
dane_tlsa_domain s! Domain for DANE
dane_tlsa_rrdata s! Record for DANE
dane_ee_no_namechecks -! No host names with DANE
psk_identity s! Name of a pre-shared key
psk s! The pre-shared key
psk_session <! Session of a pre-shared key
name s! Host name for -starttls
# Session
reconnect -! Connect again with the same session
sess_out >! Keep the session in this file
sess_in <! Session to go on with
# Input/Output
crlf - Send CR and LF for each line end
quiet - Show what the server sends and nothing else
ign_eof - Go on at the end of input
no_ign_eof - End there, even with -quiet
starttls s! Begin in the clear, as a protocol wants it
xmpphost s! Host name for it
brief - A short summary
prexit -! Show the session at the end
# Debug
showcerts - Show all certificates of the server
debug -! Show what passes
msg -! Show protocol messages
msgfile >! Where they go
nbio_test -! Test non-blocking sockets
state -! Show states
keymatexport s! Export keys
keymatexportlen p! How much
security_debug -! Show security decisions
security_debug_verbose -! Show more of them
trace -! Show protocol messages in full
keylogfile >! Keep the keys in this file
nocommands - Letters at the beginning of a line are no commands
servername s Name to send (SNI)
noservername - Send none
tlsextdebug -! Show extensions
ignore_unexpected_eof - An end without notice is no error
status - Ask for the certificate's status
serverinfo s! Send these extensions
alpn s Protocols to offer, separated by commas
async -! Work asynchronously
nbio - Use non-blocking sockets (without effect)
# Protocol and version
tls1 - TLS 1.0 only
tls1_1 - TLS 1.1 only
tls1_2 - TLS 1.2 only
tls1_3 - TLS 1.3 only
dtls -! DTLS
timeout -! Time limits for DTLS
mtu p! Size of packets for DTLS
dtls1 -! DTLS 1.0 only
dtls1_2 -! DTLS 1.2 only
nextprotoneg s! Protocols in an old way
early_data <! Data to send at once
enable_pha -! Show the certificate later
use_srtp s! Protection of SRTP
srpuser s! Name for SRP
srppass s! Password for SRP
srp_lateuser -! Name in a second message
srp_moregroups -! More groups for SRP
srp_strength p! Least strength for SRP
@random
# TLS/SSL
no_ssl3 - No SSL 3
no_tls1 - No TLS 1.0
no_tls1_1 - No TLS 1.1
no_tls1_2 - No TLS 1.2
no_tls1_3 - No TLS 1.3
bugs - Let bugs of others pass (without effect)
no_comp - No compression
comp - Compression (without effect)
no_ticket - No session tickets
serverpref - The server's order of ciphers counts
legacy_renegotiation - Old renegotiation (without effect)
client_renegotiation - Renegotiation by the client (without effect)
no_renegotiation - No renegotiation
legacy_server_connect - Talk to servers without secure renegotiation
no_resumption_on_reneg - No resumption at renegotiation
no_legacy_server_connect - Do not talk to servers without secure renegotiation
allow_no_dhe_kex - Resumption without key exchange
prioritize_chacha - ChaCha first where the client wants it
strict - Keep strictly to the standard
sigalgs s! Signature algorithms
client_sigalgs s! Those for client certificates
groups s! Groups of the key exchange
curves s! The same
named_curve s! Curve of the server
cipher s Ciphers up to TLS 1.2
ciphersuites s Suites of TLS 1.3
min_protocol s Oldest version
max_protocol s Newest version
record_padding s! Padding of records
debug_broken_protocol -! Break the protocol, for tests
no_middlebox -! Without regard to middleboxes
no_etm - No encryption before authentication
# Validation
${VALIDATION_OPTIONS}
CRL <! Revocation list
crl_download -! Fetch revocation lists
CRLform F Form of the revocation list
verify_return_error - End where the certificate is not all right
verify_quiet - Tell of errors only
chainCAfile <! Authorities to build the own chain from
chainCApath /! Directory of them
chainCAstore :! Store of them
verifyCAfile < Authorities to check the server with
verifyCApath / Directory of them
verifyCAstore :! Store of them
# Extended certificate
xkey <! Key of a further certificate
xcert <! A further certificate
xchain <! Its chain
xchain_build -! Build its chain
xcertform F! Form of it
xkeyform F! Form of its key
@provider
= host:port Where to connect to`,
  );
}
