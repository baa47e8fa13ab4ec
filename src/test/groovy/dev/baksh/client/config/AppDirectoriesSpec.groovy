package dev.baksh.client.config

import dev.baksh.client.api.BakshException
import spock.lang.Specification
import spock.util.environment.RestoreSystemProperties

import java.nio.file.Path

@RestoreSystemProperties
class AppDirectoriesSpec extends Specification {
    def "the folders are those of #env"() {
        given:
        System.setProperty('user.home', '/home/passwd')

        expect:
        AppDirectories.of(env) == new AppDirectories(Path.of(config), Path.of(state))

        where:
        env                                                     || config                        | state
        [BAKSH_HOME: '/b']                                      || '/b'                          | '/b'
        [HOME: '/home/ann']                                     || '/home/ann/.config/baksh'     | '/home/ann/.local/state/baksh'
        [:]                                                     || '/home/passwd/.config/baksh'  | '/home/passwd/.local/state/baksh'
        [HOME: '', BAKSH_HOME: ' ']                             || '/home/passwd/.config/baksh'  | '/home/passwd/.local/state/baksh'
        [HOME: '/h', XDG_CONFIG_HOME: 'c', XDG_STATE_HOME: '~'] || '/h/.config/baksh'            | '/h/.local/state/baksh'
        [XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s']           || '/c/baksh'                    | '/s/baksh'
        [HOME: '~/x', XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s'] || '/c/baksh'                 | '/s/baksh'
    }

    def "a folder that depends on the working folder is refused with a message that names BAKSH_HOME: #env"() {
        given:
        System.setProperty('user.home', systemHome)

        when:
        AppDirectories.of(env)

        then:
        BakshException e = thrown()
        [e.exit().code(), e.message, e.hint()] == [2, message, 'set BAKSH_HOME to the absolute path of a folder of your own']

        where:
        env                            | systemHome || message
        [BAKSH_HOME: 'rel']            | '/h'       || "BAKSH_HOME 'rel' is not an absolute path"
        [BAKSH_HOME: '~/baksh']        | '/h'       || "BAKSH_HOME '~/baksh' is not an absolute path"
        [BAKSH_HOME: '/b\r']           | '/h'       || "BAKSH_HOME '/b?' contains a control character"
        [BAKSH_HOME: '$HOME/b']        | '/h'       || "BAKSH_HOME '\$HOME/b' is not an absolute path"
        [BAKSH_HOME: '/b ']            | '/h'       || "BAKSH_HOME '/b ' begins or ends with a blank"
        [BAKSH_HOME: ' /b']            | '/h'       || "BAKSH_HOME ' /b' begins or ends with a blank"
        [HOME: '~']                    | '/h'       || "HOME '~' is not an absolute path"
        [HOME: '/h\n']                 | '/h'       || "HOME '/h?' contains a control character"
        [XDG_STATE_HOME: '/s\r']       | '/h'       || "XDG_STATE_HOME '/s?' contains a control character"
        [:]                            | '?'        || 'the home folder of this user is not known, because HOME is not set'
        [HOME: '']                     | ''         || 'the home folder of this user is not known, because HOME is not set'
    }
}
