package dev.baksh.output

import spock.lang.Specification

class TextChartsSpec extends Specification {
    def "the spark of #numbers is #line"() {
        expect:
        TextCharts.spark(numbers) == line

        where:
        numbers                                || line
        [1, 2, 3, 4, 5, 6, 7, 8]               || '▁▂▃▄▅▆▇█'
        [0, 100]                               || '▁█'
        [5, 5, 5]                              || '▄▄▄'
        [1, null, 8, Double.NaN, 1.0]          || '▁ █ ▁'
        [-Double.MAX_VALUE, 0, Double.MAX_VALUE] || '▁▅█'
        [null]                                 || ' '
        []                                     || ''
    }

    def "bars are proportional to their numbers, the longest fills the width"() {
        expect:
        TextCharts.bar([daily: 3, 'weekly-x': 12, none: 0, lost: -1, bit: 0.01], 40) == '''\
            daily     ██████▎ 3
            weekly-x  █████████████████████████ 12
            none      0
            lost      -1
            bit       ▏ 0.01'''.stripIndent()
        TextCharts.bar([:], 40) == ''
    }

    def "labels of a bar are escaped and truncated to a third of the width"() {
        expect:
        TextCharts.bar(['a\nb': 1, 'a-very-long-name': 2], 24) == 'a\\nb      ██████ 1\na-very-…  ████████████ 2'
    }
}
