package dev.baksh.client.files

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** servers.yaml and rc.groovy: files that baksh reads automatically. */
@Requires({ os.linux || os.macOs })
class TrustedSettingsSpec extends Specification {
    @TempDir
    Path home

    Path file

    def setup() {
        file = home.resolve('servers.yaml')
        Files.writeString(file, 'a: b')
        mode(file, 'rw-r--r--')
    }

    def "a file with mode #mode in a folder with mode #folder is accepted"() {
        given:
        TrustedSettingsSpec.mode(file, mode)
        TrustedSettingsSpec.mode(home, folder)

        when:
        PrivateFiles.ofCurrentUser().checkSettingsFile(file)

        then:
        noExceptionThrown()

        where:
        mode        | folder
        'rw-------' | 'rwx------'
        'rw-r--r--' | 'rwxr-xr-x'
        'r--r--r--' | 'rwx------'
    }

    def "#what is rejected"() {
        given:
        damage.call(home, file)

        when:
        PrivateFiles.ofCurrentUser().checkSettingsFile(file)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == message.replace('FILE', file.toString()).replace('HOME', home.toString())
        e.hint() == hint.replace('FILE', file.toString()).replace('HOME', home.toString())

        where:
        what                        | damage                                                                    || message                                                                  | hint
        'a file that all may write' | { home, file -> mode(file, 'rw-rw-rw-') }                                 || 'FILE can be changed by other users of this machine (mode rw-rw-rw-)'    | "check its content, then: chmod go-w 'FILE'"
        'a folder open to all'      | { home, file -> mode(home, 'rwxrwxrwx') }                                 || 'FILE can be replaced: other users of this machine can create files in HOME' | "check its content, then: chmod go-w 'HOME'"
        'a link'                    | { home, file -> Files.move(file, home.resolve('x')); Files.createSymbolicLink(file, home.resolve('x')) } || 'FILE is a symbolic link' | 'put a real file in its place'
        'a link to nothing'         | { home, file -> Files.delete(file); Files.createSymbolicLink(file, home.resolve('x')) } || 'FILE is a symbolic link'                  | 'put a real file in its place'
        'a folder'                  | { home, file -> Files.delete(file); Files.createDirectory(file) }         || 'FILE is not a file'                                                     | 'move it away'
    }

    def "a file of another user is rejected, unless it belongs to the system"() {
        given:
        boolean system = Files.getAttribute(file, 'unix:uid') == 0
        String owner = Files.getOwner(file).name

        when:
        String errorMessage = null
        try {
            new PrivateFiles(-1).checkSettingsFile(file)
        } catch (BakshException e) {
            errorMessage = e.message + '|' + e.hint()
        }

        then:
        errorMessage == (system ? null : "$file belongs to $owner|replace it with your own file".toString())
    }

    @Requires({ System.getProperty('user.name') == 'root' })
    def "a file of another user is also rejected for root"() {
        given:
        Files.setOwner(file, home.fileSystem.userPrincipalLookupService.lookupPrincipalByName('nobody'))

        when:
        PrivateFiles.ofCurrentUser().checkSettingsFile(file)

        then:
        BakshException e = thrown()
        e.message == "$file belongs to nobody".toString()
    }

    private static void mode(Path path, String mode) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode))
    }
}
