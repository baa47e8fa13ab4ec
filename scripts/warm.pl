# Asks the warm process to carry out the words of a call: warm.pl LAUNCHER WORD... Started by the launcher, in its place,
# where Perl is there: one process with one connection, and nothing of Perl but its core. Goes back to the launcher where
# nothing was done; on another system than Linux at once, so that curl asks.
#
# The answer comes in frames: a letter, a length in four bytes, and so many bytes: b begun, o and e for the outputs, q a line
# is asked for, x the exit code in decimal, h handed back. What is sent to the process meanwhile: o, standard output is not
# read any more; i, t and h, a signal came; l, a length in four bytes and a line that was typed, empty at the end of input.

my $launcher = shift;
my ($sent, $begun, $signalled, $letter) = (0, 0, 0, '');

sub back {
    $ENV{BAKSH_HANDED_BACK} = shift;
    exec 'bash', $launcher, @ARGV or exit 127;
}

# Nothing was done, and nothing is begun after a signal.
sub undone {
    $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP ALRM);
    exit $signalled if $signalled;
    back(1);
}

sub base {
    my ($name, $otherwise) = @_;
    return $ENV{BAKSH_HOME} if length($ENV{BAKSH_HOME} // '');
    my $folder = $ENV{$name} // '';
    return ($folder =~ m{^/} ? $folder : ($ENV{HOME} // '') . $otherwise) . '/baksh';
}

back('curl') if $^O ne 'linux';
# Numbers of Linux: a stream on this machine, and who has its other end. Where they are others, this goes back.
my ($process, $uid);
socket($process, 1, 1, 0) && connect($process, pack 'S a108', 1, base('XDG_STATE_HOME', '/.local/state') . '/warm/socket')
    or back(1);
(undef, $uid) = unpack 'l2', getsockopt($process, 1, 17) // '';
back(1) if !defined $uid || $uid != $>;

# Physical, as the JVM has it.
my $folder = readlink '/proc/self/cwd' or back(1);
my $columns = $ENV{COLUMNS} // '';
if ($columns eq '' && -t STDOUT && open my $terminal, '<', '/dev/tty') {
    my $size = "\0" x 8;
    $columns = (unpack 'S4', $size)[1] if ioctl $terminal, 0x5413, $size;
}
my @names = qw(HOME USER TERM TZ NO_COLOR LANG LC_ALL LC_CTYPE LC_TIME LC_NUMERIC JAVA_HOME XDG_CONFIG_HOME XDG_STATE_HOME
    HTTPS_PROXY https_proxy HTTP_PROXY http_proxy ALL_PROXY all_proxy NO_PROXY no_proxy);
push @names, grep /^BAKSH_/, sort keys %ENV;
# servers.yaml may name further variables as credentials.
if (open my $servers, '<', base('XDG_CONFIG_HOME', '/.config') . '/servers.yaml') {
    while (<$servers>) { push @names, $1 while /env:([A-Za-z_][A-Za-z0-9_]*)/g }
}
my @variables = map "$_=$ENV{$_}", grep exists $ENV{$_}, @names;
my $terminals = (-t STDIN ? 'i' : '') . (-t STDOUT ? 'o' : '') . (-t STDERR ? 'e' : '');
my $body = join '', map "$_\0", $folder, $columns, $terminals, scalar @variables, @variables, @ARGV;

# The process ends what is under way, and says how; who cannot wait for that asks twice. A signal that comes before the process
# has said that it begins is passed on too, after the request, since it may have begun. It gets 5 s to say so.
for my $signal (['INT', 'i', 130], ['TERM', 't', 143], ['HUP', 'h', 129]) {
    my ($name, $its, $code) = @$signal;
    $SIG{$name} = sub {
        local $!;
        exit $code if $signalled;
        $signalled = $code;
        if (!$sent) { $letter = $its }
        elsif (!put($process, $its)) { exit $code }
        alarm 5 if !$begun;
    };
}
$SIG{ALRM} = sub { exit $signalled if !$begun };
$SIG{PIPE} = 'IGNORE';

# Writes all of it; false when nobody reads.
sub put {
    my ($to, $bytes) = @_;
    for (my $done = 0; $done < length $bytes;) {
        my $more = syswrite $to, $bytes, length($bytes) - $done, $done;
        if (defined $more) { $done += $more }
        elsif ($! == 11) { my $ready = ''; vec($ready, fileno $to, 1) = 1; select undef, $ready, undef, undef }
        elsif ($! != 4) { return 0 }
    }
    return 1;
}

put($process, 'POST /frames HTTP/1.1' . "\r\n" . 'Content-Length: ' . length($body) . "\r\n\r\n" . $body);
$sent = 1;
put($process, $letter) if $letter;
my ($come, $read, $asked, $typed) = ('', 1, 0, '');
while (1) {
    if ($asked) {
        my $ready = '';
        vec($ready, $_, 1) = 1 for 0, fileno $process;
        next if select($ready, undef, undef, undef) < 0;
        if (vec $ready, 0, 1) {
            my $more = sysread STDIN, $typed, 4096, length $typed;
            if (defined $more && (!$more || $typed =~ /\n\z/)) {
                put($process, 'l' . pack('N', length $typed) . $typed);
                ($asked, $typed) = (0, '');
            }
        }
        next if !vec $ready, fileno $process, 1;
    }
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
        elsif ($kind eq 'q') { $asked = 1 }
        else { undone() }
    }
}
undone() if !$begun;
print STDERR "baksh: the warm process ended before it said how this went; look at the servers before you repeat it\n";
exit 75;
