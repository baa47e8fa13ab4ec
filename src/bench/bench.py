"""Times baksh and its peers as whole processes, side by side and interleaved, and writes the table.

Started by scripts/bench, which has built everything. A figure is the median of the rounds; a ratio is the quotient of two
medians of one run. CPU seconds and peak memory are the kernel's (wait4), of the process and those that it waited for.
"""
import argparse
import fcntl
import glob
import json
import os
import platform
import pty
import random
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PEERS = os.path.join(ROOT, 'src', 'bench', 'peers')
BUILT = os.path.join(ROOT, 'target', 'bench')
BAKSH = os.path.join(ROOT, 'scripts', 'baksh')
PAGE = os.path.join(ROOT, 'src', 'doc', 'performance.md')
LIMIT = 120

ONE = '''def all = n2ws.policies.list().toList(); def on = all.findAll { it.enabled }.sort { it.name }
table(on, 'id', 'name', 'account'); println "${on.size()} of ${all.size()}"; null'''
LIST = 'long n = 0, s = 0; for (row in n2ws.policies) { n++; s += row.id }; "$n $s"'
TWENTY = 'for (int i = 1; i <= 20; i++) println n2ws.policies[i % 10 + 1].name\n'
THOUSAND = 'for (int i = 1; i <= 1000; i++) println n2ws.policies[i % 10 + 1].name\n'
MAPS = '''def bob = px.users['bob']
100.times { bob.map('px-backup-app.user'); bob.unmap('px-backup-app.user') }
println '200 writes'
'''


class Variant:
    def __init__(self, name, command, env, before=None):
        self.name, self.command, self.env, self.before = name, command, env, before
        self.wall, self.cpu, self.peak = [], [], []

    def run(self, folder):
        if self.before:
            self.before()
        with open(os.path.join(folder, 'out'), 'wb+') as out, open(os.path.join(folder, 'err'), 'wb+') as err:
            actions = [(os.POSIX_SPAWN_OPEN, 0, '/dev/null', os.O_RDONLY, 0),
                       (os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)]
            start = time.monotonic()
            pid = os.posix_spawnp(self.command[0], self.command, self.env, file_actions=actions)
            _, status, usage = os.wait4(pid, 0)
            wall = time.monotonic() - start
            out.seek(0), err.seek(0)
            text, said = out.read().decode(), err.read().decode()
        if status != 0:
            raise SystemExit(f'{self.name} ended with {os.waitstatus_to_exitcode(status)}: {said[-800:]}{text[-300:]}')
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text

    def keep(self, wall, cpu, peak):
        self.wall.append(wall * 1000), self.cpu.append(cpu * 1000), self.peak.append(peak)

    def median(self):
        return statistics.median(self.wall)


class Prompt(Variant):
    """A shell at a terminal, until its prompt stands there."""

    def __init__(self, name, command, env, prompt, leave):
        super().__init__(name, command, env)
        self.prompt, self.leave = re.compile(prompt), leave

    def run(self, folder):
        start = time.monotonic()
        pid, terminal = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
            os.execvpe(self.command[0], self.command, self.env)
        seen, wall = b'', None
        while wall is None:
            if not select.select([terminal], [], [], LIMIT)[0]:
                raise SystemExit(f'{self.name}: no prompt; it showed {seen[-400:]}')
            chunk = os.read(terminal, 65536)
            seen += chunk
            if b'\x1b[c' in chunk:  # What kind of terminal is this?
                os.write(terminal, b'\x1b[?62;c')
            if self.prompt.search(seen.decode(errors='replace')):
                wall = time.monotonic() - start
        os.write(terminal, self.leave)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                if select.select([terminal], [], [], 0.2)[0] and not os.read(terminal, 65536):
                    break
            except OSError:
                break
        _, status, usage = os.wait4(pid, os.WNOHANG)
        if usage is None or _ == 0:
            os.kill(pid, signal.SIGHUP)
            _, status, usage = os.wait4(pid, 0)
        os.close(terminal)
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, ''


class Bench:
    def __init__(self, options):
        self.options = options
        self.folder = tempfile.mkdtemp(prefix='baksh-bench-')
        self.servers, self.missing, self.rows, self.notes, self.warmed = [], [], [], {}, []
        self.random = random.Random(7)
        self.base = {name: os.environ[name] for name in ('PATH', 'HOME', 'LANG', 'USER') if name in os.environ}
        self.base['LC_ALL'] = 'C.UTF-8'
        self.homes = 0
        self.python = self.plain_python()

    @staticmethod
    def plain_python():
        """The interpreter itself: a version manager's wrapper costs tens of milliseconds."""
        return os.path.realpath(sys.executable)

    def close(self):
        self.cool()
        for server in self.servers:
            server.terminate()
            server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    # The servers

    def sandbox(self):
        java = self.options.jdk[0]
        env = dict(self.base, JAVA_HOME=java, BAKSH_HOME=self.home())
        server = subprocess.Popen([BAKSH, 'sandbox', '--https', '--access-lifetime', '86400'], env=env, text=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.servers.append(server)
        self.real = {}
        for line in server.stdout:
            name, value = line.strip()[len('export '):].split('=', 1)
            self.real[name] = value.strip("'")
            if name == 'BAKSH_PX_CA':
                break
        ca, url = self.real['BAKSH_N2WS_CA'], self.real['BAKSH_N2WS_URL']
        body = json.dumps({'api_key': self.real['BAKSH_N2WS_API_KEY']})
        answer = subprocess.run(['curl', '-s', '--cacert', ca, '-H', 'Content-Type: application/json', '-d', body,
                                 url + '/api/token/obtain/api_key/'], capture_output=True, text=True, check=True).stdout
        self.store = os.path.join(self.folder, 'trust.p12')
        subprocess.run([os.path.join(java, 'bin', 'keytool'), '-importcert', '-noprompt', '-alias', 'ca', '-file', ca,
                        '-keystore', self.store, '-storepass', 'changeit'], check=True, capture_output=True)
        self.peer = dict(self.base, URL=url, CA=ca, TOKEN=json.loads(answer)['access'], NODE_EXTRA_CA_CERTS=ca,
                         PX_URL=self.real['BAKSH_PX_URL'], PX_CA=self.real['BAKSH_PX_CA'],
                         PX_ID=self.real['BAKSH_PX_CLIENT_ID'], PX_SECRET=self.real['BAKSH_PX_CLIENT_SECRET'])

    def pages(self):
        lists = [(1_000, 0), (10_000, 0), (100_000, 0), (1_000_000, 0), (100_000, 100)]
        server = subprocess.Popen([os.path.join(self.options.jdk[0], 'bin', 'java'), '-Dsun.net.httpserver.nodelay=true',
                                   '-cp', os.path.join(BUILT, 'classes'), 'dev.baksh.bench.PageServer',
                                   *(f'{rows}:{millis}' for rows, millis in lists)], text=True,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.servers.append(server)
        self.page_urls = {key: 'http://127.0.0.1:' + server.stdout.readline().strip() for key in lists}

    # Who is there

    def home(self):
        self.homes += 1
        return os.path.join(self.folder, f'home{self.homes}')

    def jdk(self, home):
        with open(os.path.join(home, 'release')) as release:
            return re.search(r'JAVA_VERSION="(\d+)', release.read()).group(1)

    def baksh(self, words, env, name='baksh', before=None):
        for home in self.options.jdk:
            own = dict(self.base, JAVA_HOME=home, BAKSH_HOME=self.home(), **env)
            command = [BAKSH] + (words(own) if callable(words) else words)
            yield Variant(f'{name}, JDK {self.jdk(home)}', command, own, before)

    def present(self, name, *commands):
        lacking = [command for command in commands if not shutil.which(command)]
        if lacking and name not in self.missing:
            self.missing.append(name)
        return not lacking

    def python_with_requests(self):
        if subprocess.run([self.python, '-c', 'import requests'], capture_output=True).returncode == 0:
            return True
        if 'Python requests' not in self.missing:
            self.missing.append('Python requests')
        return False

    def script(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, 'w') as file:
            file.write(text)
        return path

    # The rows

    def one(self):
        """One call over HTTPS with a token at hand."""
        variants = list(self.baksh(['-e', ONE], self.real))
        if self.present('curl + jq', 'curl', 'jq', 'column'):
            variants.append(Variant('curl + jq', ['bash', os.path.join(PEERS, 'one.sh')], self.peer))
        if self.python_with_requests():
            variants.append(Variant('requests', [self.python, os.path.join(PEERS, 'one_requests.py')], self.peer))
        variants.append(Variant('urllib', [self.python, os.path.join(PEERS, 'one_urllib.py')], self.peer))
        if self.present('node', 'node'):
            variants.append(Variant('node fetch', ['node', os.path.join(PEERS, 'one.mjs')], self.peer))
        if not self.options.quick:
            variants += self.jvm_peers()
        return variants

    def warm(self):
        """The same by a warm process; apart, since it has its calls compiled in the gaps between them."""
        variants = []
        for variant in self.baksh(['--warm', '-e', ONE], self.real, 'baksh --warm') if self.options.warm else ():
            # A socket's address is short, so the folder must be.
            subprocess.run([BAKSH, 'warm', 'start'], env=variant.env, check=True, capture_output=True)
            self.warmed.append(variant.env)
            variants.append(variant)
        if variants and self.present('curl + jq', 'curl', 'jq', 'column'):
            time.sleep(10)  # By then it is as one that was started long before.
            variants.append(Variant('curl + jq', ['bash', os.path.join(PEERS, 'one.sh')], self.peer))
        return variants

    def cool(self):
        while self.warmed:
            subprocess.run([BAKSH, 'warm', 'stop'], env=self.warmed.pop(), capture_output=True)

    def jvm_peers(self):
        trust = [f'-Djavax.net.ssl.trustStore={self.store}', '-Djavax.net.ssl.trustStorePassword=changeit']
        java = os.path.join(self.options.jdk[0], 'bin', 'java')
        jars = os.path.join(BUILT, 'groovy', '*')
        if shutil.which('groovy'):
            yield Variant('groovy', ['groovy', os.path.join(PEERS, 'one.groovy')],
                          dict(self.peer, JAVA_OPTS=' '.join(trust)))
        elif os.path.isdir(os.path.dirname(jars)):
            # What the groovy command starts, without its shell script.
            starter = next(jar for jar in glob.glob(jars) if re.match(r'groovy-\d', os.path.basename(jar)))
            conf = self.script('groovy-starter.conf', f'load {os.path.dirname(jars)}/*.jar\n')
            yield Variant('groovy', [java, *trust, '-cp', starter, 'org.codehaus.groovy.tools.GroovyStarter', '--main',
                                     'groovy.ui.GroovyMain', '--conf', conf, '--classpath', '.',
                                     os.path.join(PEERS, 'one.groovy')], self.peer)
        else:
            self.missing.append('groovy')
        lib = ':'.join(os.path.join(ROOT, 'target', 'lib', jar) for jar in os.listdir(os.path.join(ROOT, 'target', 'lib'))
                       if jar.startswith('jackson-'))
        with open(os.path.join(PEERS, 'One.java')) as source:
            shell = self.script('one.jsh', source.read() + '\nOne.main(new String[0]);\n/exit\n')
        options = [f'-R{option}' for option in trust]
        yield Variant('jshell', [os.path.join(self.options.jdk[0], 'bin', 'jshell'), '-s', '--class-path', lib, *options,
                                 shell], self.peer)
        jbang = self.jbang(trust)
        if jbang:
            yield jbang

    def jbang(self, trust):
        command = [shutil.which('jbang')] if shutil.which('jbang') else None
        jar = os.path.join(BUILT, 'jbang', '*')
        env = dict(self.peer, JAVA_HOME=self.options.jdk[0], JBANG_DIR=os.path.join(self.folder, 'jbang'))
        source = os.path.join(PEERS, 'One.java')
        options = [f'-R={option}' for option in trust]
        if command is None and os.path.isdir(os.path.dirname(jar)):
            # As its launcher does it: jbang prints a command, the shell runs it.
            line = 'eval "$("$JAVA_HOME/bin/java" -classpath "$0" dev.jbang.Main run "$@")"'
            command = ['bash', '-c', line, jar]
        else:
            command = command and command + ['run']
        variant = command and Variant('jbang', [*command, *options, source], env)
        try:
            if variant:
                variant.run(self.folder)
                return variant
        except SystemExit as e:
            print(f'jbang cannot be used: {str(e)[:300]}', file=sys.stderr)
        self.missing.append('jbang')
        return None

    def changed(self):
        """The first run of a changed runbook."""
        path = os.path.join(self.folder, 'changed.groovy')
        self.changes = 0

        def change():
            self.changes += 1
            with open(path, 'w') as file:
                file.write(f'// change {self.changes} of {time.time_ns()}\n{ONE}\n')

        variants = list(self.baksh(['run', '-o', 'table', path], self.real, before=change))
        if self.present('curl + jq', 'curl', 'jq', 'column'):
            variants.append(Variant('curl + jq', ['bash', os.path.join(PEERS, 'one.sh')], self.peer))
        return variants

    def twenty(self):
        """A runbook of 20 reads."""
        path = self.script('twenty.groovy', TWENTY)
        variants = list(self.baksh(['run', path], self.real))
        if self.present('curl + jq', 'curl', 'jq'):
            variants.append(Variant('curl + jq', ['bash', os.path.join(PEERS, 'twenty.sh')], self.peer))
        if self.python_with_requests():
            variants.append(Variant('requests', [self.python, os.path.join(PEERS, 'twenty_requests.py')], self.peer))
            variants.append(Variant('requests Session', [self.python, os.path.join(PEERS, 'reads_session.py'), '20'],
                                    self.peer))
        return variants

    def polls(self):
        """1,000 status polls."""
        path = self.script('polls.groovy', THOUSAND)
        variants = list(self.baksh(['run', path], self.real))
        if self.python_with_requests():
            variants.append(Variant('requests Session', [self.python, os.path.join(PEERS, 'reads_session.py'), '1000'],
                                    self.peer))
        return variants

    def maps(self):
        """200 role maps, each on record and checked; the peer sends and hopes."""
        path = self.script('maps.groovy', MAPS)
        variants = list(self.baksh(['--yes', 'run', path], self.real))
        if self.python_with_requests():
            variants.append(Variant('requests Session', [self.python, os.path.join(PEERS, 'maps_session.py')], self.peer))
        return variants

    def listing(self, rows, millis=0):
        url = self.page_urls[rows, millis]
        env = {'BAKSH_N2WS_URL': url, 'BAKSH_N2WS_API_KEY': 'b' * 64}
        peer = dict(self.base, URL=url)
        variants = list(self.baksh(['-e', LIST], env))
        if self.python_with_requests():
            variants.append(Variant('requests Session', [self.python, os.path.join(PEERS, 'list_session.py')], peer))
        if self.present('node', 'node') and not millis:
            variants.append(Variant('node fetch', ['node', os.path.join(PEERS, 'list.mjs')], peer))
        if rows <= 10_000 and self.present('curl + jq', 'curl', 'jq') and not millis:
            variants.append(Variant('curl + jq', ['bash', os.path.join(PEERS, 'list.sh')], peer))
        return variants

    def prompt(self):
        """The prompt on the screen."""
        env = dict(self.real, TERM='xterm-256color', LINES='24', COLUMNS='80')
        variants = []
        for home in self.options.jdk:
            own = dict(self.base, JAVA_HOME=home, BAKSH_HOME=self.home(), **env)
            variants.append(Prompt(f'baksh, JDK {self.jdk(home)}', [BAKSH], own, r'baksh [^\n]*> ', b':quit\r'))
            java = os.path.join(home, 'bin', 'java')
            variants.append(Variant(f'java -version, JDK {self.jdk(home)}', [java, '-version'], self.base))
        if self.present('node', 'node'):
            variants.append(Prompt('node', ['node'], dict(self.base, TERM='xterm-256color'), r'> ', b'.exit\r'))
        variants.append(Prompt('python', [self.python, '-q'], dict(self.base, TERM='xterm-256color'), r'>>> ', b'\x04'))
        if not self.options.quick:
            variants.append(Prompt('jshell', [os.path.join(self.options.jdk[0], 'bin', 'jshell')],
                                   dict(self.base, TERM='xterm-256color'), r'jshell> ', b'/exit\r'))
        return variants

    # Running and writing

    def measure(self, id, title, variants, rounds):
        for variant in variants:
            for _ in range(2):  # Not counted: archives, caches and tokens are made here.
                variant.run(self.folder)
        self.settle()
        answer = None
        for turn in range(rounds):
            order = list(variants)
            self.random.shuffle(order)
            for variant in order:
                *figures, text = variant.run(self.folder)
                same = plain(text)
                if answer is not None and same != answer[0]:
                    raise SystemExit(f'{id}: {variant.name} prints {same[:300]!r}, {answer[1]} {answer[0][:300]!r}')
                answer = answer or (same, variant.name)
                variant.keep(*figures)
            print(f'{id} {turn + 1}/{rounds}', end='\r', file=sys.stderr)
        print(f'{id}: ' + ', '.join(f'{v.name} {v.median():.0f} ms' for v in variants), file=sys.stderr)
        self.rows.append((id, title, variants))

    def settle(self):
        """Archives are made behind, at low priority: waits for them."""
        making = os.path.join(ROOT, 'target')
        deadline = time.monotonic() + LIMIT
        while any(name.endswith('.making') for name in os.listdir(making)) and time.monotonic() < deadline:
            time.sleep(0.2)

    def java(self, main, *words):
        """A measure inside one process: prints JSON."""
        found = {}
        for home in self.options.jdk:
            path = ':'.join([os.path.join(BUILT, 'classes'), os.path.join(ROOT, 'target', 'classes'),
                             os.path.join(ROOT, 'target', 'lib', '*')])
            out = subprocess.run([os.path.join(home, 'bin', 'java'), '-XX:+UseSerialGC', '-cp', path, main, *words],
                                 capture_output=True, text=True)
            if out.returncode:
                raise SystemExit(f'{main}: {out.stderr[-600:]}')
            found[self.jdk(home)] = json.loads(out.stdout.strip().splitlines()[-1])
        return found

    def run(self):
        rounds = self.options.rounds
        lists = max(3, rounds if not self.options.quick else 3)
        self.sandbox()
        self.pages()
        plan = [
            ('one', 'One call over HTTPS, a token at hand', lambda: self.one(), rounds),
            ('warm', 'The same call by a warm process', lambda: self.warm(), rounds),
            ('changed', 'First run of a changed runbook, the same call', lambda: self.changed(), rounds),
            ('twenty', 'A runbook of 20 reads', lambda: self.twenty(), rounds),
            ('prompt', 'The prompt on the screen', lambda: self.prompt(), rounds),
            ('list1k', '1,000 policies, plain loopback', lambda: self.listing(1_000), lists),
            ('list10k', '10,000 policies', lambda: self.listing(10_000), lists),
            ('list100k', '100,000 policies, pages of 1,000', lambda: self.listing(100_000), lists),
            ('list1m', '1,000,000 policies', lambda: self.listing(1_000_000), lists),
            ('slow', '100,000 policies at 100 ms a page', lambda: self.listing(100_000, 100), lists),
            ('polls', '1,000 status polls', lambda: self.polls(), max(3, rounds // 3)),
            ('maps', '200 role maps', lambda: self.maps(), max(3, rounds // 3)),
        ]
        for id, title, variants, count in plan:
            if self.wanted(id):
                self.measure(id, title, list(variants()), count)
                self.cool()
        if self.wanted('loop'):
            self.notes['loop'] = self.java('dev.baksh.cli.app.ListingLoop', self.page_urls[100_000, 0], str(max(5, rounds)))
            print(f'loop: {self.notes["loop"]}', file=sys.stderr)
        if self.wanted('tab'):
            self.notes['tab'] = self.java('dev.baksh.shell.TabTimes', self.folder)
            print(f'tab: {self.notes["tab"]}', file=sys.stderr)

    def wanted(self, id):
        return not self.options.only or id in self.options.only


def plain(text):
    """The words of what was printed: peers draw their tables each in their own way."""
    lines = [' '.join(re.sub(r'[─│|+┼-]{2,}|[│|]', ' ', line).split()) for line in text.lower().splitlines()]
    return '\n'.join(line for line in lines if line and not re.fullmatch(r'\d+ rows', line))


class Report:
    def __init__(self, bench):
        self.bench = bench
        self.rows = {id: {variant.name: variant for variant in variants} for id, _, variants in bench.rows}
        self.jdks = [bench.jdk(home) for home in bench.options.jdk]

    def variant(self, row, name):
        return self.rows.get(row, {}).get(name)

    def ratio(self, row, ours, theirs):
        a, b = self.variant(row, ours), self.variant(row, theirs)
        return a.median() / b.median() if a and b else None

    def goals(self):
        lines = ['| | JDK | goal | measured | |', '|---|---|---|---|---|']

        def add(title, jdk, goal, measured, form='{:.2f}'):
            if measured is None:
                return
            verdict = 'holds' if measured <= goal else '**missed**'
            lines.append(f'| {title} | {jdk} | {goal:g} | {form.format(measured)} | {verdict} |')

        for jdk in self.jdks:
            cold = f'baksh, JDK {jdk}'
            add('cold `-e` / Python requests', jdk, 3.0 if int(jdk) >= 25 else 3.5, self.ratio('one', cold, 'requests'))
            add('cold `-e` / groovy', jdk, 0.20, self.ratio('one', cold, 'groovy'))
            add('changed runbook / `curl` + `jq`', jdk, 11, self.ratio('changed', cold, 'curl + jq'), '{:.1f}')
            add('20 reads / `curl` + `jq`', jdk, 1.0, self.ratio('twenty', cold, 'curl + jq'))
            add('warm / `curl` + `jq`', jdk, 0.3, self.ratio('warm', f'baksh --warm, JDK {jdk}', 'curl + jq'))
            add('prompt / node', jdk, 2, self.ratio('prompt', cold, 'node'))
            prompt, java = self.variant('prompt', cold), self.variant('prompt', f'java -version, JDK {jdk}')
            if prompt and java:
                add('prompt in ms; 1.5 times `java -version` and 300', jdk, round(1.5 * java.median() + 300),
                    prompt.median(), '{:.0f}')
            add('100,000 rows / requests Session', jdk, 1.3, self.ratio('list100k', cold, 'requests Session'))
            add('1,000,000 rows / requests Session', jdk, 0.5, self.ratio('list1m', cold, 'requests Session'))
            add('100,000 rows at 100 ms a page / requests Session', jdk, 0.33,
                self.ratio('slow', cold, 'requests Session'))
            loop = self.bench.notes.get('loop', {}).get(jdk)
            add('listing loop / bare OkHttp + Jackson', jdk, 1.25, loop and loop['baksh'] / loop['bare'])
            for row, most, title in (('one', 100, 'one call'), ('list100k', 110, '100,000 rows'),
                                     ('list1m', 120, '1,000,000 rows')):
                variant = self.variant(row, cold)
                add(f'peak memory in MiB, {title}', jdk, most, variant and statistics.median(variant.peak), '{:.0f}')
            add('cost of a row, 1,000,000 / 1,000 (whole run, start taken off)', jdk, 1.3, self.slope(cold))
            tab = self.bench.notes.get('tab', {}).get(jdk)
            add('TAB, 99th percentile in ms, 50,000 names', jdk, 50, tab and tab['p99'], '{:.1f}')
        return lines

    def slope(self, name):
        """Growth of the cost a row: the last 900,000 rows against the 99,000 before them."""
        few, some, many = (self.variant(row, name) for row in ('list1k', 'list100k', 'list1m'))
        if not (few and some and many):
            return None
        early = (some.median() - few.median()) / 99_000
        return (many.median() - some.median()) / 900_000 / early

    def tables(self):
        for id, title, variants in self.bench.rows:
            base = variants[0].median()
            yield f'\n### {title}\n'
            yield '| | median ms | min..max | CPU ms | peak MiB | of the first |'
            yield '|---|---|---|---|---|---|'
            for v in variants:
                yield (f'| {v.name} | {v.median():.0f} | {min(v.wall):.0f}..{max(v.wall):.0f} | '
                       f'{statistics.median(v.cpu):.0f} | {statistics.median(v.peak):.0f} | {v.median() / base:.2f} |')

    def text(self):
        options = self.bench.options
        cpu = next((line.split(':')[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')), '?')
        yield f'{os.cpu_count()} cores ({cpu}), Linux {platform.release().split("-")[0]}; {", ".join(versions(options))}.'
        yield f'{options.rounds} interleaved rounds in one run, each in shuffled order; load before: {options.load:.2f}.'
        if self.bench.missing:
            yield f'Not on this machine, and so not measured: {", ".join(self.bench.missing)}.'
        yield '\n### Goals\n'
        yield from self.goals()
        yield from self.tables()
        for jdk, loop in self.bench.notes.get('loop', {}).items():
            yield (f'\nListing loop in a warm process, 100,000 rows, JDK {jdk}: baksh {loop["baksh"]:.0f} ms, bare OkHttp and '
                   f'Jackson {loop["bare"]:.0f} ms.')
        for jdk, tab in self.bench.notes.get('tab', {}).items():
            yield f'\nTAB with 50,000 names, JDK {jdk}: median {tab["p50"]:.1f} ms, 99th percentile {tab["p99"]:.1f} ms.'


def versions(options):
    commands = {'curl': ['curl', '--version'], 'jq': ['jq', '--version'], 'node': ['node', '--version']}
    for name, command in commands.items():
        if shutil.which(name):
            out = subprocess.run(command, capture_output=True, text=True).stdout
            yield name + ' ' + re.search(r'[\d.]+', out).group()
    yield 'Python ' + platform.python_version()
    for home in options.jdk:
        with open(os.path.join(home, 'release')) as release:
            yield 'JDK ' + re.search(r'JAVA_VERSION="([^"]+)', release.read()).group(1)


def write(page, lines):
    """Between the marks of the page; what people wrote around them stays."""
    begin, end = '<!-- figures: scripts/bench writes from here -->', '<!-- figures: to here -->'
    text = open(page).read()
    head, rest = text.split(begin)
    _, tail = rest.split(end)
    with open(page, 'w') as file:
        file.write(head + begin + '\n\n' + '\n'.join(lines) + '\n\n' + end + tail)


def main():
    parser = argparse.ArgumentParser(prog='scripts/bench', description=__doc__.splitlines()[0])
    parser.add_argument('--rounds', type=int, default=11)
    parser.add_argument('--only', type=lambda text: text.split(','), help='one,changed,twenty,prompt,list1k,list10k,'
                        'list100k,list1m,slow,polls,maps,loop,tab')
    parser.add_argument('--quick', action='store_true', help='without the slow peers')
    parser.add_argument('--no-warm', dest='warm', action='store_false')
    parser.add_argument('--jdk', action='append', help='home of a JDK; the first one runs the servers')
    parser.add_argument('--print', action='store_true', help='the table to standard output, not to src/doc/performance.md')
    options = parser.parse_args()
    options.load = os.getloadavg()[0]
    bench = Bench(options)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that the servers end too.
    try:
        bench.run()
        lines = list(Report(bench).text())
        if options.print or options.only:
            print('\n'.join(lines))
        else:
            write(PAGE, lines)
    finally:
        bench.close()


if __name__ == '__main__':
    main()
