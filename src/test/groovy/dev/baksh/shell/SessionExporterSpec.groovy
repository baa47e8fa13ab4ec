package dev.baksh.shell

import spock.lang.Specification

class SessionExporterSpec extends Specification {
    def "repetitions are removed and recurring names become parameters"() {
        expect:
        SessionExporter.toRunbook('the drill', [
            "p = n2ws.policies['nightly']", "b = n2ws.policies['nightly'].backup()", "b = n2ws.policies['nightly'].backup()",
            'println "nightly"', "px.roles['a1']", "println 'one'"]) == '''\
title 'the drill'

params {
    string 'policy', default: 'nightly'
}

p = n2ws.policies[params.policy]
b = n2ws.policies[params.policy].backup()
println params.policy
px.roles['a1']
println 'one'
'''
    }

    def "background jobs are written unchanged"() {
        expect:
        SessionExporter.toRunbook('a', ['bg { n2ws.policies[1].backup()\n}', 'bg { x }.y()', 'bg { [1].each { it } }']) ==
            "title 'a'\n\nn2ws.policies[1].backup()\nbg { x }.y()\n[1].each { it }\n"
    }

    def "strings with embedded code are unchanged"() {
        expect:
        SessionExporter.toRunbook("it's", ['"${x}"', '"${x}" + 1', "'''nightly''' + '''nightly'''"]) ==
            "title 'it\\'s'\n\n\"\${x}\"\n\"\${x}\" + 1\n'''nightly''' + '''nightly'''\n"
    }
}
