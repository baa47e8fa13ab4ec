package dev.baksh.shell

import spock.lang.Specification

class ExternalEditorSpec extends Specification {
    def "the editor is the configured editor of the user: #env"() {
        expect:
        ExternalEditor.editorCommand(env) == command

        where:
        env                                  || command
        [VISUAL: 'code -w', EDITOR: 'nano']  || 'code -w'
        [VISUAL: ' ', EDITOR: 'nano']        || 'nano'
        [EDITOR: 'emacs -nw']                || 'emacs -nw'
        [:]                                  || 'vi'
    }
}
