package dev.baksh.sandbox.server

import spock.lang.Specification

class RowTableSpec extends Specification {
    def "a removed row is absent, stored or generated"() {
        given:
        RowTable table = new RowTable()
        table.put(JsonTrees.object().put('id', 1))
        table.addGenerated(3) { JsonTrees.object().put('id', it) }

        when:
        [1, 3].each { table.remove(it) }

        then:
        table.ids().toList() == [2, 4]
        (1..5).collect { table.get(it)?.path('id')?.intValue() } == [null, 2, null, 4, null]
        table.rows().toList()*.path('id')*.intValue() == [2, 4]
    }
}
