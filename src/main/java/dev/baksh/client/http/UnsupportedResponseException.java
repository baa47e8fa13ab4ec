package dev.baksh.client.http;

import java.io.IOException;

/** Exception of a response that baksh cannot read; a retry would return the same response. */
final class UnsupportedResponseException extends IOException {
    UnsupportedResponseException(String message) {
        super(message);
    }
}
