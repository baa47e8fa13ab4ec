/** Access tokens: sources, refresh, and the store that processes share. */
package dev.baksh.client.auth;
