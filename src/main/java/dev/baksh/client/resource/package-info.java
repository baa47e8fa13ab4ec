/** Nouns of a server: lookup by name, arguments, verbs, waiting and reconcilers for both products. */
package dev.baksh.client.resource;
