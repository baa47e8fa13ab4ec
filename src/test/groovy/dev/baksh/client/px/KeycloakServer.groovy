package dev.baksh.client.px

import com.fasterxml.jackson.databind.ObjectMapper

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.util.concurrent.TimeUnit

/**
 * Real Keycloak on loopback, configured as in Portworx: relative path /auth, realms from src/test/resources/keycloak.
 * Nothing is persisted: after a restart all sessions and signing keys are new.
 */
class KeycloakServer implements AutoCloseable {
    /** On two shared cores the first start took minutes. */
    static final long START_TIMEOUT = TimeUnit.MINUTES.toNanos(15)

    final int port
    private final Path home
    private Process process
    private String path = '/auth'

    private KeycloakServer(Path home, int port) {
        this.home = home
        this.port = port
    }

    static KeycloakServer start() {
        Path home = copy(Path.of(System.getProperty('baksh.keycloak')))
        Path realms = Files.createDirectories(home.resolve('data/import'))
        ['px', 'strict'].each { String realm ->
            Path source = Path.of(KeycloakServer.getResource("/keycloak/${realm}-realm.json").toURI())
            Files.copy(source, realms.resolve("${realm}-realm.json"), StandardCopyOption.REPLACE_EXISTING)
        }
        KeycloakServer keycloak = new KeycloakServer(home, new ServerSocket(0).withCloseable { it.localPort })
        keycloak.launch()
        keycloak
    }

    String getUrl() {
        "http://127.0.0.1:$port"
    }

    /** @param path new path before /realms; / for none */
    void restart(String path = this.path) {
        deadline()
        this.path = path
        launch()
    }

    /** Base URL. */
    String getBaseUrl() {
        path == '/' ? url : url + path
    }

    /** Number of recorded events of a type for a client, as counted by Keycloak. */
    int countEvents(String realm, String client, String type) {
        get("admin/realms/$realm/events?client=$client&type=$type&max=100000", adminToken()).size()
    }

    /** Ends all sessions of a user, as an administrator of Keycloak. */
    void logOut(String realm, String username) {
        String token = adminToken()
        String id = get("admin/realms/$realm/users?username=$username&exact=true", token)[0].id
        HttpURLConnection connection = open("admin/realms/$realm/users/$id/logout", token)
        connection.requestMethod = 'POST'
        assert connection.responseCode == 204
    }

    /** Returns a token of Keycloak's administrator. */
    String adminToken() {
        post('realms/master/protocol/openid-connect/token',
            'grant_type=password&client_id=admin-cli&username=root&password=root-password-1')['access_token']
    }

    /**
     * Copies the unpacked Keycloak: a start writes into its folder, and all builds of the user share the unpacked
     * folder.
     */
    private static Path copy(Path distribution) {
        Path original = Files.list(distribution).withCloseable { it.filter { it.fileName.toString().startsWith('keycloak-') }.findFirst().orElseThrow() }
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
        HttpURLConnection connection = new URI("$baseUrl/$path").toURL().openConnection() as HttpURLConnection
        if (token) connection.setRequestProperty('Authorization', "Bearer $token")
        connection
    }

    private void launch() {
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
        long deadline = System.nanoTime() + START_TIMEOUT
        while (!isReady()) {
            if (!process.alive || System.nanoTime() > deadline) {
                List<String> lines = log.readLines()
                close()
                throw new IllegalStateException("Keycloak did not start:\n${lines.takeRight(20).join('\n')}")
            }
            process.waitFor(500, TimeUnit.MILLISECONDS)
        }
    }

    private boolean isReady() {
        try {
            HttpURLConnection connection = new URI("$baseUrl/realms/strict").toURL().openConnection() as HttpURLConnection
            return connection.responseCode == 200
        } catch (IOException ignored) {
            return false // The server does not listen yet.
        }
    }

    @Override
    void close() {
        deadline()
        home.toFile().deleteDir()
    }

    private void deadline() {
        List<ProcessHandle> children = process.descendants().toList()
        process.destroy()
        children.each { it.destroy() }
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly()
        children.each { it.destroyForcibly() }
    }
}
