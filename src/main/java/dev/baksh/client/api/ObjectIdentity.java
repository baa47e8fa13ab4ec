package dev.baksh.client.api;

import java.util.function.Supplier;

/**
 * Identity of the object of a write, for questions and messages: a name alone may belong to several objects.
 *
 * @param kind kind of the object: {@code policy}
 * @param details returns what identifies the object beside its name, as {@code id 41, owner anna}; may send reads
 */
public record ObjectIdentity(String kind, Supplier<String> details) {}
