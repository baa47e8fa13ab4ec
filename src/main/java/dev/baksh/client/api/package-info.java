/**
 * Catalogue of operations, API calls, rows, errors, exit codes and the clock: the types that all other packages share.
 */
package dev.baksh.client.api;
