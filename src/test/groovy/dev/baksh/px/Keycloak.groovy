package dev.baksh.px

import com.fasterxml.jackson.databind.ObjectMapper
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.util.concurrent.TimeUnit

/**
 * A real Keycloak on loopback, as Portworx runs it: relative path /auth, realms from src/test/resources/keycloak. It keeps
 * nothing: after a restart no session and no signing key is the one from before.
 */
class Keycloak implements AutoCloseable {
    /** On two cores that others use too its first start took minutes. */
    static final long PATIENCE = TimeUnit.MINUTES.toNanos(15)

    final int port
    private final Path home
    private Process process
    private String path = '/auth'

    private Keycloak(Path home, int port) {
        this.home = home
        this.port = port
    }

    static Keycloak start() {
        Path home = copy(Path.of(System.getProperty('baksh.keycloak')))
        Path realms = Files.createDirectories(home.resolve('data/import'))
        ['px', 'strict'].each { String realm ->
            Path from = Path.of(Keycloak.getResource("/keycloak/${realm}-realm.json").toURI())
            Files.copy(from, realms.resolve("${realm}-realm.json"), StandardCopyOption.REPLACE_EXISTING)
        }
        Keycloak keycloak = new Keycloak(home, new ServerSocket(0).withCloseable { it.localPort })
        keycloak.run()
        keycloak
    }

    String getUrl() {
        "http://127.0.0.1:$port"
    }

    /** @param path what stands before /realms from now on, / for nothing */
    void restart(String path = this.path) {
        end()
        this.path = path
        run()
    }

    /** The base of its addresses. */
    String getBase() {
        path == '/' ? url : url + path
    }

    /** How many events of a type it has recorded for a client: a count that is not ours. */
    int events(String realm, String client, String type) {
        get("admin/realms/$realm/events?client=$client&type=$type&max=100000", rootToken()).size()
    }

    /** Ends all sessions of a realm's user, as an administrator of Keycloak may. */
    void logOut(String realm, String username) {
        String token = rootToken()
        String id = get("admin/realms/$realm/users?username=$username&exact=true", token)[0].id
        HttpURLConnection connection = open("admin/realms/$realm/users/$id/logout", token)
        connection.requestMethod = 'POST'
        assert connection.responseCode == 204
    }

    /** A token of its own administrator. */
    String rootToken() {
        post('realms/master/protocol/openid-connect/token',
            'grant_type=password&client_id=admin-cli&username=root&password=root-password-1')['access_token']
    }

    /** A copy of the unpacked Keycloak. A start writes into its folder, and the unpacked one is shared by all builds of the user. */
    private static Path copy(Path unpacked) {
        Path original = Files.list(unpacked).withCloseable { it.filter { it.fileName.toString().startsWith('keycloak-') }.findFirst().orElseThrow() }
        Path home = Files.createTempDirectory('keycloak-')
        Files.walk(original).withCloseable { files ->
            files.forEach { Path file ->
                Path copy = home.resolve(original.relativize(file).toString())
                if (copy != home) Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES)
            }
        }
        home
    }

    private Object post(String path, String form) {
        HttpURLConnection connection = open(path, null)
        connection.doOutput = true
        connection.outputStream.withCloseable { it.write(form.bytes) }
        new ObjectMapper().readValue(connection.inputStream, Object)
    }

    private List get(String path, String token) {
        new ObjectMapper().readValue(open(path, token).inputStream, List)
    }

    private HttpURLConnection open(String path, String token) {
        HttpURLConnection connection = new URI("$base/$path").toURL().openConnection() as HttpURLConnection
        if (token) connection.setRequestProperty('Authorization', "Bearer $token")
        connection
    }

    private void run() {
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve('bin/kc.sh').toString(), 'start-dev', '--http-host=127.0.0.1', "--http-port=$port".toString(),
                "--http-relative-path=$path".toString(), '--hostname-strict=false', '--db=dev-mem', '--import-realm')
        builder.environment().putAll([
            KC_BOOTSTRAP_ADMIN_USERNAME: 'root',
            KC_BOOTSTRAP_ADMIN_PASSWORD: 'root-password-1',
            JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m'
        ])
        File log = home.resolve('start.log').toFile()
        process = builder.redirectErrorStream(true).redirectOutput(log).start()
        long end = System.nanoTime() + PATIENCE
        while (!answers()) {
            if (!process.alive || System.nanoTime() > end) {
                List<String> lines = log.readLines()
                close()
                throw new IllegalStateException("Keycloak did not start:\n${lines.takeRight(20).join('\n')}")
            }
            process.waitFor(500, TimeUnit.MILLISECONDS)
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = new URI("$base/realms/strict").toURL().openConnection() as HttpURLConnection
            return connection.responseCode == 200
        } catch (IOException ignored) {
            return false // Not listening yet.
        }
    }

    @Override
    void close() {
        end()
        home.toFile().deleteDir()
    }

    private void end() {
        List<ProcessHandle> children = process.descendants().toList()
        process.destroy()
        children.each { it.destroy() }
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly()
        children.each { it.destroyForcibly() }
    }
}
