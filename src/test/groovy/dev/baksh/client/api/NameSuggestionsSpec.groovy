package dev.baksh.client.api

import spock.lang.Specification

class NameSuggestionsSpec extends Specification {
    def "a suggestion is near the typed name, and never the typed name itself: #typed"() {
        expect:
        NameSuggestions.nearest(typed, ['unlock', 'lock', 'policies', 'Exit', 'id']) == suggestions

        where:
        typed     || suggestions
        'unlock'  || ['lock']
        'unlok'   || ['unlock']
        'exit'    || ['Exit']
        'polices' || ['policies']
        'xyzzy'   || []
    }
}
