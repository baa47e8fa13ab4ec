package dev.baksh

/** Names that try to leave a literal, a comment, a quoted text or a shell word of generated text. */
class HostileNames {
    private static final List<String> PIECES = [
        "'", '"', "'''", '"""', '\\', '\\\\', "\\'", '\\u000a', '\\u0027', '\\u{a}', '\n', '\r', '\r\n', '\u2028', '\u2029', '\u0085', '\u000b', '\f', '\u0000', '\u001a',
        '$', '${', '${n2ws.policies.list()*.delete()}', '$/', '/$', '*/', '/*', '//', '#!', '`', ';', ',', '(', ')', '[', ']', '{', '}',
        "' to '", "' from '", "', '", "'].delete(); n2ws.policies['", "') { } ; px.roles['x'].delete() //", '\nn2ws.policies*.delete()\n', '\nstep("x") { n2ws.delete("y") }',
        '*/ n2ws.policies*.delete() /*', '${System.exit(9)}', '\u202e', '\u2066', '\u2069', '\u200b', '\ufeff', '\ud800', '\udc00', '\u001b[2J', '\u009b31m', '\u007f', '\b',
        '\t', ' ', 'é', '日本', '\ud83d\ude00', '\u0301' * 40, 'a', 'nightly', 'null', '-1', '0x', '***x'.replace('*', '+'), '@Grab', 'import', 'def x = 1', '\u00a0', '\u3000', '\ue000',
    ]

    /** Returns names that are the same for the same seed, each piece alone first. */
    static List<String> list(int count, long seed) {
        Random random = new Random(seed)
        List<String> names = PIECES.collect { 'a' + it + 'b' } + PIECES
        while (names.size() < count) names << (0..random.nextInt(6)).collect { PIECES[random.nextInt(PIECES.size())] }.join('')
        names.take(count)
    }
}
