package dev.baksh

import spock.lang.Specification

class PlaceholderSpec extends Specification {
    def "x"() { expect: 1 == 1 }
}
