/** Nouns of a server: lookup by name, arguments, verbs and reconcilers that both products share. */
package dev.baksh.client.resource;
