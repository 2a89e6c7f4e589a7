/** What `journalctl --help` prints: the real form, words of our own. */
export const HELP = `journalctl [OPTIONS...] [MATCHES...]

Query the journal.

Source Options:
     --system                Look at the system journal
     --user                  Look at the journal of the user who asks
  -M --machine=CONTAINER     Look into a container (not simulated)
  -m --merge                 Mix the entries of all journals
  -D --directory=PATH        Read journal files of a directory (not simulated)
     --file=PATH             Read one journal file (not simulated)
     --root=ROOT             Read files below a root directory (not simulated)
     --image=IMAGE           Read files of a disk image (not simulated)
     --namespace=NAMESPACE   Read a journal namespace (not simulated)

Filtering Options:
  -S --since=DATE            Entries from a date on
  -U --until=DATE            Entries up to a date
  -c --cursor=CURSOR         Entries from a cursor on
     --after-cursor=CURSOR   Entries that follow a cursor
     --cursor-file=FILE      Keep a cursor in a file (not simulated)
  -b --boot[=ID]             Entries of this boot, or of another one
  -u --unit=UNIT             Entries of a unit
     --user-unit=UNIT        Entries of a user's unit (not simulated)
  -t --identifier=STRING     Entries with a syslog identifier
  -p --priority=RANGE        Entries with priorities of a range
     --facility=FACILITY...  Entries with some facilities
  -g --grep=PATTERN          Entries whose message matches a pattern
     --case-sensitive[=BOOL] Whether upper and lower case differ in patterns
  -k --dmesg                 Messages of the kernel of this boot

Output Control Options:
  -o --output=STRING         How entries are shown (short, short-precise,
                               short-iso, short-iso-precise, short-full,
                               short-monotonic, short-unix, verbose, export,
                               json, json-pretty, json-sse, json-seq, cat,
                               with-unit)
     --output-fields=LIST    Fields to show in verbose, export and json modes
  -n --lines[=INTEGER]       How many entries to show
  -r --reverse               Newest entries first
     --show-cursor           Say the cursor of the last entry
     --utc                   Times in UTC
  -x --catalog               Explain messages that have an explanation
     --no-hostname           Leave the host name out
     --no-full               Cut long lines
  -a --all                   Long and unprintable fields too
  -f --follow                Go on with what comes
     --no-tail               All lines, with --follow too
  -q --quiet                 No hints and notes
  
Pager Control Options:
     --no-pager              No pager
  -e --pager-end             Begin at the end, in the pager

Forward Secure Sealing (FSS) Options:
     --interval=TIME         How often sealing keys change (not simulated)
     --verify-key=KEY        Key to verify with (not simulated)
     --force                 Replace the key pair with --setup-keys

Commands:
  -h --help                  This text
     --version               The package's version
  -N --fields                Names of all fields in use
  -F --field=FIELD           All values of a field
     --list-boots            The boots that have entries
     --disk-usage            Room that journal files take
     --vacuum-size=BYTES     Remove old files beyond a size
     --vacuum-files=INT      Remove old files beyond a number
     --vacuum-time=TIME      Remove files older than a time
     --verify                Check journal files (not simulated)
     --sync                  Write everything to the disk
     --relinquish-var        Log to memory only (not simulated)
     --smart-relinquish-var  The same, if the disk is another (not simulated)
     --flush                 Move what is logged in memory to the disk
     --rotate                Begin new journal files
     --header                Headers of journal files (not simulated)
     --list-catalog          Messages with explanations (not simulated)
     --dump-catalog          The explanations (not simulated)
     --update-catalog        Build the catalog anew (not simulated)
     --setup-keys            Make a key pair (not simulated)

See the journalctl(1) man page for details.
`.replace('  \n', '\n');
