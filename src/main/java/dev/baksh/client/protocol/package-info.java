/** Dialect of each server: classification of responses, JSON, paths and deserialization of rows. */
package dev.baksh.client.protocol;
