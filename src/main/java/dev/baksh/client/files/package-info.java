/** Files and folders that only their owner can read, and locks between processes. */
package dev.baksh.client.files;
