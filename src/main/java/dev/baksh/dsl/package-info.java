/** Groovy bindings: servers, nouns, rows with verbs, blocks and times. */
package dev.baksh.dsl;
