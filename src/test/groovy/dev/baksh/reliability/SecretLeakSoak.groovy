package dev.baksh.reliability

import dev.baksh.cli.ScaledTimeMain
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import groovy.transform.CompileStatic

import java.nio.charset.StandardCharsets
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.TimeUnit

/**
 * Soak for secrets: runs every command of baksh with every fault and --debug. Then searches all output, all written
 * files and the command line for the API key, the client secret and every token: raw, in base64, URL-encoded and
 * reversed. Only the file of the shared tokens may contain tokens.
 */
@CompileStatic
class SecretLeakSoak {
    static final List<List<String>> COMMANDS = [
        ['-e', 'n2ws.policies', '-o', 'json'], ['-e', 'px.roles'], ['--dry-run', '-e', "n2ws.policies['nightly'].backup()"],
        ['--yes', '-e', "n2ws.policies['nightly'].backup().id"], ['-e', 'n2ws.token'], ['-e', '"${n2ws.dump()} ${px.dump()}"'],
        ['-e', 'n2ws.properties'], ['-e', "assert n2ws.token == 'x'"], ['-e', "n2ws.get('nowhere/')"], ['-e', "px.users['nobody']"],
        ['-e', "n2ws.post('nowhere/', [a: 1])"], ['servers'], ['runs'], ['journal'], ['journal', 'verify'], ['version'], ['help'], ['nonsense'],
        ['run', 'BOOK'], ['check', 'BOOK'], ['help', 'BOOK'], ['report', 'last'], ['resume', 'last'], ['runs', 'last'],
    ]
    static final String RUNBOOK = '''\
        title 'Canary'
        step('roles') { px.roles.count() }
        step('backup') { n2ws.policies['nightly'].backup().id }
        step('broken') { n2ws.get('nowhere/') }
        '''.stripIndent()
    static final String SHELL_INPUT = ":why 5\nn2ws.policies.count()\n:why\nn2ws.token\n:servers\n:journal\n:history\n:quit\n"
    /** The terminal shows the input of the user; baksh must not store the input. */
    static final String TYPED_SECRETS = "x = 'KEY'\nn2ws.get('KEY')\n:quit\n"

    /** Number of fault kinds. */
    int faults = ProxyFault.values().length

    private final Map<String, byte[]> outputs = [:]
    private int commandCount

    SoakReport run() {
        final Path folder = Files.createTempDirectory('baksh-soak')
        final SoakReport report = new SoakReport("canary: ${COMMANDS.size()} commands and the shell, $faults kinds of faults, --debug")
        try (
            Sandbox sandbox = Sandbox.start(new SandboxOptions(backupDuration: Duration.ofMillis(100)))
            FaultProxy n2ws = new FaultProxy(sandbox.n2wsUrl(), 1)
            FaultProxy px = new FaultProxy(sandbox.pxUrl(), 1)
        ) {
            final Path home = Files.createDirectories(folder.resolve('home'))
            final Path runbook = Files.writeString(folder.resolve('book.groovy'), RUNBOOK)
            final Map<String, String> env = [
                BAKSH_HOME: home.toString(), BAKSH_SETTLE: '1',
                BAKSH_N2WS_URL: n2ws.url.toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
                BAKSH_PX_URL: px.url.toString(), BAKSH_PX_USERNAME: sandbox.pxUsername(), BAKSH_PX_PASSWORD: sandbox.pxPassword()]
            COMMANDS.each { List<String> args -> runProcess(folder, env, ['--debug', *args]*.replace('BOOK', runbook.toString()), '') }
            runProcess(folder, env, ['--debug'], SHELL_INPUT)
            runProcess(folder, env, ['--debug'], TYPED_SECRETS.replace('KEY', sandbox.n2wsApiKey()))
            outputs.remove(outputs.keySet().last())
            [n2ws, px].each { FaultProxy proxy -> proxy.stallMillis = 100 }
            ProxyFault.values().take(faults).each { ProxyFault fault ->
                boolean faultReached = false
                [n2ws, px].each { FaultProxy proxy -> proxy.writeFaultChooser = { String method, String path -> fault } }
                runProcess(folder, env, ['--debug', '--yes', '-e', "def all = []; try { n2ws.policies['nightly'].backup() } catch (e) { all << e.message << e.hint() }; try { px.roles.create('r$fault') { viewOnly 'role' } } catch (e) { all << e.message << e.hint() }; println all; n2ws.post('x/', [a: 1])".toString()], '')
            }
            [n2ws, px].each { FaultProxy proxy -> proxy.writeFaultChooser = null }
            // An endpoint that returns the body of the request.
            sandbox.n2ws().revokeAllTokens()
            sandbox.n2ws().faults().injectAlways('POST', 'token', Fault.status(400, 'application/json', "{\"api_key\": [\"${sandbox.n2wsApiKey()}\"]}"))
            runProcess(folder, env + [BAKSH_TOKEN_CACHE: 'off'], ['--debug', '-e', 'n2ws.policies'], '')
            final Set<String> secrets = collectSecrets(sandbox)
            report.expectAtLeast('secrets: API key, password and tokens', secrets.size(), 4)
            int files = 0
            Files.walk(home).withCloseable { it.toList() }.findAll { Path file -> Files.isRegularFile(file) && !file.toString().contains('/tokens/') }.each { Path file ->
                files++
                outputs['file ' + home.relativize(file)] = Files.readAllBytes(file)
            }
            final List<String> leaks = outputs.collectMany { String sourceName, byte[] bytes ->
                final String text = new String(bytes, StandardCharsets.ISO_8859_1)
                secrets.collectMany { String secret -> encodedForms(secret).findAll { String name, String form -> text.contains(form) }.collect { String name, String form -> "$sourceName: $name".toString() } }
            }
            report.info('processes', outputs.keySet().count { String sourceName -> sourceName.startsWith('output') })
            report.info('command lines read from /proc', commandCount)
            report.info('files searched', files)
            report.expectEqual('leaks', leaks.size(), 0)
            leaks.unique().take(20).each { String leak -> report.detail(leak) }
            final Path tokens = home.resolve('tokens')
            report.expectEqual('token files that other users can read', !Files.exists(tokens) ? 0 : Files.list(tokens).withCloseable { it.toList() }
                .count { Path file -> Files.getPosixFilePermissions(file).size() > 2 }.intValue(), 0)
        } finally {
            folder.toFile().deleteDir()
        }
        return report
    }

    private void runProcess(Path folder, Map<String, String> env, List<String> args, String input) {
        final Path outputFile = Files.createTempFile(folder, 'out', '')
        final Process process = JavaProcesses.javaProcess(env, ['-Dbaksh.time=0,0,1'], ScaledTimeMain, args).redirectErrorStream(true).redirectOutput(outputFile.toFile()).start()
        try {
            outputs['command line ' + commandCount] = Files.readAllBytes(Path.of("/proc/${process.pid()}/cmdline"))
            commandCount++
        } catch (IOException ignored) {
            // The file exists only on Linux.
        }
        process.outputStream.withCloseable { OutputStream to -> to.write(input.getBytes('UTF-8')) }
        if (!process.waitFor(120, TimeUnit.SECONDS)) process.destroyForcibly()
        // The terminal shows the typed input first; the output of the shell follows.
        outputs["output ${outputs.size()} " + args.drop(1).join(' ').take(60) + (input ? ' of the shell' : '')] = Files.readAllBytes(outputFile)
    }

    /** Returns the secrets known to the servers: credentials, and tokens in headers and bodies of requests. */
    private static Set<String> collectSecrets(Sandbox sandbox) {
        final Set<String> secrets = [sandbox.n2wsApiKey(), sandbox.pxPassword()] as Set<String>
        sandbox.requests().each { request ->
            final String header = request.header('Authorization')
            if (header != null && header.length() > 20) secrets << header.substring(7)
            final String refresh = request.body().find(/"refresh": ?"([^"]+)"/) { List<String> it -> it[1] } ?: request.body().find(/refresh_token=([^&]+)/) { List<String> it -> it[1] }
            if (refresh != null) secrets << refresh
        }
        return secrets
    }

    static Map<String, String> encodedForms(String secret) {
        final byte[] bytes = secret.getBytes('UTF-8')
        final Map<String, String> forms = [
            raw: secret, base64: Base64.encoder.encodeToString(bytes), base64url: Base64.urlEncoder.withoutPadding().encodeToString(bytes),
            url: URLEncoder.encode(secret, 'UTF-8'), reversed: secret.reverse()]
        // A part of a secret counts too. The head of a JWT is the same for all tokens of a server and not secret.
        final String suffix = secret.substring(Math.max(0, secret.length() - 24))
        forms.part = suffix
        return forms
    }
}
