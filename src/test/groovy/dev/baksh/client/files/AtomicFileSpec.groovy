package dev.baksh.client.files

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir

@Requires({ os.linux || os.macOs })
class AtomicFileSpec extends Specification {
    @TempDir
    Path folder

    def "#what replaces the content, and only the owner can read the file"() {
        given:
        def file = folder.resolve('data.json')
        if (existing) {
            Files.writeString(file, 'old')
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-rw-rw-'))
        }

        when:
        replace(file, 'new'.bytes)

        then:
        Files.readString(file) == 'new'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) == 'rw-------'
        fileNames() == ['data.json']

        where:
        what                                     | existing | replace
        'replace() of an existing file'          | true     | AtomicFile.&replace
        'replace() of a missing file'            | false    | AtomicFile.&replace
        'replaceSynced() of an existing file'    | true     | AtomicFile.&replaceSynced
        'replaceSynced() of a missing file'      | false    | AtomicFile.&replaceSynced
        'commitNonAtomically()'                  | true     | { Path f, byte[] bytes ->
            new AtomicFile(f).withCloseable { AtomicFile atomic ->
                atomic.open().withCloseable { it.write(bytes) }
                atomic.commitNonAtomically(f)
            }
        }
    }

    def "a link at the target path is replaced, and its destination is unchanged"() {
        given:
        def destination = Files.writeString(folder.resolve('other'), 'other')
        def file = Files.createSymbolicLink(folder.resolve('data.json'), destination)

        when:
        replace(file, 'new'.bytes)

        then:
        !Files.isSymbolicLink(file)
        Files.readString(file) == 'new'
        Files.readString(destination) == 'other'

        where:
        replace << [AtomicFile.&replace, AtomicFile.&replaceSynced]
    }

    def "the target is unchanged until commit(), and close() deletes the temporary file"() {
        given:
        def file = Files.writeString(folder.resolve('data.json'), 'old')
        def atomic = new AtomicFile(file)

        when:
        atomic.open().withCloseable { it.write('new'.bytes) }

        then:
        Files.readString(file) == 'old'
        fileNames().size() == 2
        fileNames().collect { PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(it))) }[0] == 'rw-------'

        when:
        atomic.close()

        then:
        Files.readString(file) == 'old'
        fileNames() == ['data.json']
    }

    def "a failed replacement leaves no temporary file"() {
        given:
        def file = Files.createDirectory(folder.resolve('data.json'))
        Files.createFile(file.resolve('child'))

        when:
        replace(file, 'new'.bytes)

        then:
        thrown(IOException)
        fileNames() == ['data.json']

        where:
        replace << [AtomicFile.&replace, AtomicFile.&replaceSynced]
    }

    def "replaceSynced() deletes #what at the temporary path and does not follow it"() {
        given:
        def file = folder.resolve('data.json')
        def destination = Files.writeString(folder.resolve('other'), 'other')
        leave(folder.resolve('data.json.new'), destination)

        when:
        AtomicFile.replaceSynced(file, 'new'.bytes)

        then:
        Files.readString(file) == 'new'
        Files.readString(destination) == 'other'
        fileNames() == ['data.json', 'other']

        where:
        what                         | leave
        'the file of a killed process' | { Path it, Path other -> Files.writeString(it, 'a longer old text') }
        'a link'                     | { Path it, Path other -> Files.createSymbolicLink(it, other) }
    }

    def "an interrupted thread can replace a file and stays interrupted"() {
        given:
        def file = folder.resolve('data.json')

        when:
        Thread.currentThread().interrupt()
        AtomicFile.replace(file, 'new'.bytes)

        then:
        Thread.interrupted()
        Files.readString(file) == 'new'

        cleanup:
        Thread.interrupted()
    }

    private List<String> fileNames() {
        folder.toFile().list().sort()
    }
}
