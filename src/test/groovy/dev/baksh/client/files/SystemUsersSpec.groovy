package dev.baksh.client.files

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

class SystemUsersSpec extends Specification {
    @TempDir
    Path folder

    def "a group with other members is not private, in each character set of the files: #what"() {
        given:
        Files.write(folder.resolve('group'), groups.getBytes(charset))
        Files.write(folder.resolve('passwd'), users.getBytes(charset))

        expect:
        SystemUsers.isPrivateGroup(user, user, folder) == isPrivate

        where:
        what                | user     | groups                               | users                                  | charset      || isPrivate
        'no other member'   | 'ann'    | 'ann:x:5:\n'                        | 'ann:x:5:5\n'                         | 'UTF-8'      || true
        'a member'          | 'ann'    | 'ann:x:5:ann,bob\n'                 | 'ann:x:5:5\n'                         | 'UTF-8'      || false
        'a primary group'   | 'ann'    | 'ann:x:5:\n'                        | 'ann:x:5:5\nbob:x:6:5\n'             | 'UTF-8'      || false
        'a Latin-1 member'  | 'ann'    | 'ann:x:5:ann,Jörg\n'                | 'ann:x:5:5:Änn\n'                     | 'ISO-8859-1' || false
        'a Latin-1 comment' | 'ann'    | 'ann:x:5:\n'                        | 'ann:x:5:5:Änn\nbob:x:6:5:Böb\n'     | 'ISO-8859-1' || false
        'Latin-1, private'  | 'ann'    | 'Jörg:x:4:\nann:x:5:\n'            | 'ann:x:5:5:Änn\n'                     | 'ISO-8859-1' || true
        'a UTF-8 name'      | 'jörg'   | 'jörg:x:5:bob\n'                    | 'jörg:x:5:5\n'                        | 'UTF-8'      || false
        'UTF-8, private'    | 'jörg'   | 'jörg:x:5:jörg\n'                   | 'jörg:x:5:5\n'                        | 'UTF-8'      || true
        'an unknown name'   | 'j\uFFFDrg' | 'jörg:x:5:bob\n'               | 'jörg:x:5:5\n'                        | 'ISO-8859-1' || false
    }

    def "a group is judged by its name without files, and is not private when the files cannot be read"() {
        expect:
        SystemUsers.isPrivateGroup('ann', 'ann', folder)
        !SystemUsers.isPrivateGroup('ann', 'bob', folder)

        when:
        Files.createDirectory(folder.resolve('passwd'))

        then:
        !SystemUsers.isPrivateGroup('ann', 'ann', folder)
    }
}
