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

    def "a name that looks like the typed name is shown with escapes: #known"() {
        expect:
        NameSuggestions.didYouMean(typed, ['other', known]) == "a name that looks the same has other characters: '$shown'"

        where:
        typed            | known                 || shown
        'nightly backup' | 'nightly\u00a0backup'  || 'nightly\\u00a0backup'
        'M\u00fcller'    | 'Mu\u0308ller'         || 'Mu\\u0308ller'
        'Mu\u0308ller'   | 'M\u00fcller'          || 'M\\u00fcller'
        'nightly'        | 'nightly '            || 'nightly '
        ' nightly'       | 'nightly'             || 'nightly'
        'nightly'        | 'night\u200bly'       || 'night\\u200bly'
        'a b'            | 'a  b'                || 'a  b'
        "it's"           | "it's\u00a0"          || "it\\'s\\u00a0"
    }
}
