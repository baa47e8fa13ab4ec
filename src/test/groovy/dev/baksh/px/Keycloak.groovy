package dev.baksh.px

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.util.concurrent.TimeUnit

/** A real Keycloak on loopback, as Portworx runs it: relative path /auth, realms from src/test/resources/keycloak. */
class Keycloak implements AutoCloseable {
    /** Its first start took up to 90 s on two busy cores. */
    static final long PATIENCE = TimeUnit.MINUTES.toNanos(6)

    final int port
    private final Path home
    private Process process

    private Keycloak(Path home, int port) {
        this.home = home
        this.port = port
    }

    static Keycloak start() {
        Path unpacked = Path.of(System.getProperty('baksh.keycloak'))
        Path home = Files.list(unpacked).withCloseable { it.filter { Files.isDirectory(it) }.findFirst().orElseThrow() }
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

    void restart() {
        close()
        run()
    }

    private void run() {
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve('bin/kc.sh').toString(), 'start-dev', '--http-host=127.0.0.1', "--http-port=$port".toString(),
                '--http-relative-path=/auth', '--hostname-strict=false', '--import-realm')
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
                close()
                throw new IllegalStateException("Keycloak did not start:\n${log.readLines().takeRight(20).join('\n')}")
            }
            process.waitFor(500, TimeUnit.MILLISECONDS)
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = new URI("$url/auth/realms/strict").toURL().openConnection() as HttpURLConnection
            return connection.responseCode == 200
        } catch (IOException ignored) {
            return false // Not listening yet.
        }
    }

    @Override
    void close() {
        List<ProcessHandle> children = process.descendants().toList()
        process.destroy()
        children.each { it.destroy() }
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly()
        children.each { it.destroyForcibly() }
    }
}
