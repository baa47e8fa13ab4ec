/**
 * Catalogue of operations, API calls, rows, errors, exit codes and the clock: the vocabulary that all other packages share.
 */
package dev.baksh.client.api;
