/** HTTP server of the sandbox, with fault injection and a record of requests. */
package dev.baksh.sandbox.server;
