# Asks the warm process to carry out the words of a call: warm.pl LAUNCHER WORD... Started by the launcher, in its place,
# where Perl is there: one process with one connection, and nothing of Perl but its core. Goes back to the launcher where
# nothing was done.
#
# The answer comes in frames: a letter, a length in four bytes, and so many bytes: b begun, o and e for the outputs, x the
# exit code in decimal, h handed back. A byte that is sent to the process says that standard output is not read any more.

my $launcher = shift;

sub cold {
    $ENV{BAKSH_HANDED_BACK} = 1;
    exec 'bash', $launcher, @ARGV or exit 127;
}

sub base {
    my ($name, $otherwise) = @_;
    return $ENV{BAKSH_HOME} if length($ENV{BAKSH_HOME} // '');
    my $folder = $ENV{$name} // '';
    return ($folder =~ m{^/} ? $folder : ($ENV{HOME} // '') . $otherwise) . '/baksh';
}

# Physical, as the JVM has it.
my $folder = readlink '/proc/self/cwd';
if (!defined $folder) { require Cwd; $folder = Cwd::getcwd() }
my $columns = $ENV{COLUMNS} // '';
if ($columns eq '' && -t STDOUT && open my $terminal, '<', '/dev/tty') {
    my ($ask, $size) = ($^O eq 'linux' ? 0x5413 : 0x40087468, "\0" x 8);
    $columns = (unpack 'S4', $size)[1] if ioctl $terminal, $ask, $size;
}
my @names = qw(HOME USER TERM TZ NO_COLOR LANG LC_ALL LC_CTYPE LC_TIME LC_NUMERIC JAVA_HOME XDG_CONFIG_HOME XDG_STATE_HOME
    HTTPS_PROXY https_proxy HTTP_PROXY http_proxy ALL_PROXY all_proxy NO_PROXY no_proxy);
push @names, grep /^BAKSH_/, sort keys %ENV;
# servers.yaml may name further variables as credentials.
if (open my $servers, '<', base('XDG_CONFIG_HOME', '/.config') . '/servers.yaml') {
    while (<$servers>) { push @names, $1 while /env:([A-Za-z_][A-Za-z0-9_]*)/g }
}
my @variables = map "$_=$ENV{$_}", grep exists $ENV{$_}, @names;
my $terminals = (-t STDOUT ? 'o' : '') . (-t STDERR ? 'e' : '');
my $body = join '', map "$_\0", $folder, $columns, $terminals, scalar @variables, @variables, @ARGV;

my $place = base('XDG_STATE_HOME', '/.local/state') . '/warm/socket';
# AF_UNIX and SOCK_STREAM are 1 everywhere; BSD's addresses begin with their length.
my $address = $^O eq 'linux' ? pack('S a108', 1, $place) : pack('C C a104', 106, 1, $place);
my $process;
socket($process, 1, 1, 0) && connect($process, $address) or cold();

$SIG{INT} = sub { exit 130 };
$SIG{TERM} = sub { exit 143 };
$SIG{HUP} = sub { exit 129 };
$SIG{PIPE} = 'IGNORE';

# Writes all of it; false when nobody reads.
sub put {
    my ($to, $bytes) = @_;
    for (my $done = 0; $done < length $bytes;) {
        my $more = syswrite $to, $bytes, length($bytes) - $done, $done;
        if (defined $more) { $done += $more }
        elsif ($! == 11 || $! == 35) { my $ready = ''; vec($ready, fileno $to, 1) = 1; select undef, $ready, undef, undef }
        elsif ($! != 4) { return 0 }
    }
    return 1;
}

put($process, 'POST /frames HTTP/1.1' . "\r\n" . 'Content-Length: ' . length($body) . "\r\n\r\n" . $body);
my ($come, $begun, $read) = ('', 0, 1);
while (1) {
    my $more = sysread $process, $come, 65536, length $come;
    next if !defined $more && $! == 4;
    last if !$more;
    while (length $come >= 5) {
        my ($kind, $length) = unpack 'a N', $come;
        last if length $come < 5 + $length;
        my $bytes = substr $come, 5, $length;
        substr($come, 0, 5 + $length) = '';
        if ($kind eq 'o') { $read &&= put(*STDOUT, $bytes) || !put($process, 'o') }
        elsif ($kind eq 'e') { put(*STDERR, $bytes) }
        elsif ($kind eq 'x') { exit $bytes }
        elsif ($kind eq 'b') { $begun = 1 }
        else { cold() }
    }
}
cold() if !$begun;
print STDERR "baksh: the warm process ended before it said how this went; look at the servers before you repeat it\n";
exit 75;
