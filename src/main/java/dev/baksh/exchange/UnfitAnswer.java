package dev.baksh.exchange;

import java.io.IOException;

/** An answer came, and is of a kind that is not read; asking again would bring the same. */
final class UnfitAnswer extends IOException {
    UnfitAnswer(String message) {
        super(message);
    }
}
