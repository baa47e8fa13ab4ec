/** HTTP server of the sandbox with fault injection and a recorder of requests. */
package dev.baksh.sandbox.server;
