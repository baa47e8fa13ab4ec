package dev.baksh.reliability

/** Texts with control sequences, each between its own marks, by the number of the bad input. */
class TerminalInjectionInputs {
    private static final String ESC = '\u001b'

    static final List<List> TEXTS = [
        [48, "${ESC}[2J"], [48, "${ESC}[H"], [48, "${ESC}c"], [48, "${ESC}[?1049h"], [48, "${ESC}[3J"],
        [49, "${ESC}[31m"], [49, "${ESC}[8m"], [49, "${ESC}[38;2;0;0;0m"],
        [50, "${ESC}]0;title\u0007"], [50, "${ESC}]2;title${ESC}\\"],
        [51, "${ESC}]8;;http://evil${ESC}\\x"],
        [52, "${ESC}]52;c;ZXZpbA==\u0007"],
        [53, "${ESC}[6n"], [53, "${ESC}[c"], [53, "${ESC}[21t"], [53, "${ESC}[>q"], [53, '\u0005'],
        [54, "${ESC}P+q544e${ESC}\\"], [54, "${ESC}_x${ESC}\\"], [54, "${ESC}^x${ESC}\\"], [54, "${ESC}Xx${ESC}\\"],
        [55, '\u009b31m'], [55, '\u009d0;t\u009c'], [55, '\u0090q\u009c'], [55, '\u0085'],
        [56, '\rfake'], [57, '\b\b\b\b'], [58, '\u0007' * 1000],
        [59, '\u202egnp'], [59, '\u2066x'], [59, '\u061cx'],
        [60, '\u200b\u200d\ufeff'], [60, new String(Character.toChars(0xe0041))], [60, '\u00ad'],
        [61, 'a' + '\u0301' * 5000],
        [62, 'x' * 1_048_576 + ESC + '[2J'],
        [63, 'a\tb'], [63, 'a\u000bb'], [63, 'a\fb'],
        [64, '\n 7  fake  true'], [64, '\u2028x'],
        [65, '\ud800'],
        [66, "${ESC}[201~rm -rf /\r"],
        [67, '\u007f\u007f'], [67, '\u0000'],
        [68, '\u2705' * 60],
    ].collect { List entry -> [entry[0], entry[1].toString()] }

    /** Returns true for a code point that must not reach a terminal unchanged. */
    static boolean isTerminalControl(int codePoint) {
        return codePoint < 0x20 || codePoint >= 0x7f && codePoint < 0xa0 || Character.getType(codePoint) in [
            Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR]
    }

    /** Returns the control code points on a screen, without line ends and the colours of baksh. */
    static List<String> findControls(String screen) {
        return screen.replaceAll(/\u001b\[(\d|[34]\d|1;3\d)?m/, '').codePoints().toArray().toList()
            .findAll { int codePoint -> codePoint != 10 && isTerminalControl(codePoint) }.unique().collect { int codePoint -> String.format('U+%04X', codePoint) }
    }
}
