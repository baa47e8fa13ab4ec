# Client of the warm process: warm.pl LAUNCHER ARG... sends the arguments of a call over one connection. The launcher replaces
# itself by this script. The script uses only the Perl core. If the warm process executed nothing, or on a system other than
# Linux, it starts the launcher again, which runs the call in a process of its own.
#
# The reply consists of frames: a letter, a length in four bytes (big-endian), and that many bytes. The letters: b the request
# begins, o standard output, e standard error, q a line of input is requested, c a confirmation of the output is requested, x the
# exit code in decimal, h handed back, with the reason. During the request this script sends: o standard output can no longer be
# written; i, t and h a signal; l, a length in four bytes and a line of input, which is empty at the end of the input; c, a length
# in four bytes and the reason of a failed write, which is empty after a successful one.

my $launcher = shift;
my ($sent, $begun, $signalled, $letter) = (0, 0, 0, '');

# Starts the launcher again, without the warm process.
sub back {
    $ENV{BAKSH_HANDED_BACK} = 1;
    exec 'bash', $launcher, @ARGV or exit 127;
}

# Ends after the warm process executed nothing: with the code of a signal that arrived, otherwise through the launcher.
sub undone {
    $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP ALRM);
    exit $signalled if $signalled;
    back();
}

sub base {
    my ($name, $otherwise) = @_;
    return $ENV{BAKSH_HOME} if length($ENV{BAKSH_HOME} // '');
    my $folder = $ENV{$name} // '';
    return ($folder =~ m{^/} ? $folder : ($ENV{HOME} // '') . $otherwise) . '/baksh';
}

# The numbers of the socket calls below (AF_UNIX, SOCK_STREAM, SOL_SOCKET, SO_PEERCRED) are those of Linux.
back() if $^O ne 'linux';
my ($process, $uid);
socket($process, 1, 1, 0) && connect($process, pack 'S a108', 1, base('XDG_STATE_HOME', '/.local/state') . '/warm/socket')
    or back();
(undef, $uid) = unpack 'l2', getsockopt($process, 1, 17) // '';
back() if !defined $uid || $uid != $>;

# The physical path, as the JVM has it.
my $folder = readlink '/proc/self/cwd' or back();
my $columns = $ENV{COLUMNS} // '';
if ($columns eq '' && -t STDOUT && open my $terminal, '<', '/dev/tty') {
    my $size = "\0" x 8;
    $columns = (unpack 'S4', $size)[1] if ioctl $terminal, 0x5413, $size;
}
my @names = qw(USER TERM TMPDIR NO_COLOR XDG_CONFIG_HOME XDG_STATE_HOME HTTPS_PROXY https_proxy HTTP_PROXY http_proxy
    ALL_PROXY all_proxy NO_PROXY no_proxy SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE);
# The same names as in DaemonRequest.java.
my $read_at_start = qr/LC_(ALL|ADDRESS|COLLATE|CTYPE|IDENTIFICATION|MEASUREMENT|MESSAGES|MONETARY|NAME|NUMERIC|PAPER|TELEPHONE|TIME)|LANG|TZ|HOME|LD_PRELOAD|LOCALDOMAIN|RES_OPTIONS|HOSTALIASES|JAVA_HOME|(JAVA_TOOL|JDK_JAVA|_JAVA)_OPTIONS/;
push @names, grep /^($read_at_start|BAKSH_.*)$/, sort keys %ENV;
# servers.yaml and the variables BAKSH_..._CREDENTIAL can name more variables that contain credentials.
my $reference = qr/env:\s*([^\s"',}]+)/;
push @names, map { $ENV{$_} =~ /$reference/g } grep /_CREDENTIAL$/, @names;
if (open my $servers, '<', base('XDG_CONFIG_HOME', '/.config') . '/servers.yaml') {
    while (<$servers>) { push @names, /$reference/g }
}
my @variables = map "$_=$ENV{$_}", grep exists $ENV{$_}, @names;
push @variables, sprintf 'BAKSH_CALLER_UMASK=%04o', umask;
my $terminals = (-t STDIN ? 'i' : '') . (-t STDOUT ? 'o' : '') . (-t STDERR ? 'e' : '');
my $body = join '', map "$_\0", $folder, $columns, $terminals, scalar @variables, @variables, @ARGV;

# Forwards a signal to the warm process, which ends the call and reports the result. A second signal ends this script
# immediately. A signal before the frame "b" is forwarded too, after the request; the process then has 5 s to send that frame.
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
# A write beyond a limit must fail instead of ending this script.
$SIG{$_} = 'IGNORE' for qw(PIPE XFSZ);

# Writes all bytes; returns false if the reader has closed.
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

# Keeps why standard output could not be written, and tells the warm process that nothing more is read. A closed reader
# (EPIPE, 32) is no error.
my $failure = '';
sub lost {
    $failure = "$!" if $! != 32;
    put($process, 'o');
    return 0;
}

# Ends with the exit code of the call, or with the error of the output. Console.java has the same message.
sub end {
    my $code = shift;
    exit $code if $failure eq '';
    print STDERR "baksh: standard output could not be written: $failure\n"
        . "  the output is incomplete; what the call did stays done, and the journal contains its writes\n";
    exit($code || 1);
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
        if ($kind eq 'o') { $read &&= put(*STDOUT, $bytes) || lost() }
        elsif ($kind eq 'e') { put(*STDERR, $bytes) }
        elsif ($kind eq 'c') {
            # From here on the warm process reports this failure.
            put($process, 'c' . pack('N', length $failure) . $failure);
            $failure = '';
        }
        elsif ($kind eq 'x') { end($bytes) }
        elsif ($kind eq 'b') { $begun = 1 }
        elsif ($kind eq 'q') { $asked = 1 }
        else { undone() }
    }
}
undone() if !$begun;
print STDERR "baksh: the warm process ended before it reported the result; check the servers before you repeat the call\n";
exit 75;
