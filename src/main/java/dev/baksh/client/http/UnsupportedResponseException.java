package dev.baksh.client.http;

import java.io.IOException;

/** An answer came, and is of a kind that is not read; asking again would bring the same. */
final class UnsupportedResponseException extends IOException {
    UnsupportedResponseException(String message) {
        super(message);
    }
}
